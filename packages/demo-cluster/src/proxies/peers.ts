import type { ServiceModel, ExternalHost } from '../simulation/model';
import {
  identityOf,
  identityOfAccount,
  meshLabelsOf,
  sorted,
  TRUST_DOMAIN,
  type SimulatedPod,
} from '../simulation/SimulatedPod';
import { labelText, type LabelText } from './MetricsRegistry';

export const ADMIN_PORT = 4191;

type Labels = (readonly [string, string | undefined])[];

/** Who lets a request in: the Server, its route, and the authorization that applied. */
export interface InboundPolicy {
  server: { group: string; kind: string; name: string; port: number };
  route: { group: string; kind: string; name: string };
  authorization: { group: string; kind: string; name: string };
}

export type DefaultRoute = 'default' | 'probe';

/** What holds where nobody configured anything. */
export function defaultPolicy(
  port: number,
  route: DefaultRoute = 'default',
): InboundPolicy {
  return {
    server: { group: '', kind: 'default', name: 'all-unauthenticated', port },
    route: { group: '', kind: 'default', name: route },
    authorization: {
      group: '',
      kind: 'default',
      name: route === 'probe' ? 'probe' : 'all-unauthenticated',
    },
  };
}

/** Of the port that other clusters' proxies come in by, as the multicluster extension configures it. */
export const gatewayPolicy: InboundPolicy = {
  server: {
    group: 'policy.linkerd.io',
    kind: 'server',
    name: 'linkerd-gateway',
    port: 4143,
  },
  route: { group: '', kind: 'default', name: 'default' },
  authorization: {
    group: 'policy.linkerd.io',
    kind: 'authorizationpolicy',
    name: 'linkerd-gateway',
  },
};

/** The other end of an inbound connection. Undefined: it has no identity. */
export interface InboundPeer {
  clientId?: string;
  /** The port skips protocol detection, so its TLS is not looked for either. */
  isOpaquePort?: boolean;
}

export function inboundPeerOf(
  client: SimulatedPod | undefined,
  isOpaquePort = false,
): InboundPeer {
  return {
    ...(client?.proxy ? { clientId: identityOf(client) } : {}),
    isOpaquePort,
  };
}

function target(ip: string, port: number): Labels {
  return [
    ['target_addr', `${ip}:${port}`],
    ['target_ip', ip],
    ['target_port', String(port)],
  ];
}

function inboundTls(peer: InboundPeer): Labels {
  return peer.clientId === undefined
    ? [
        ['tls', 'no_identity'],
        [
          'no_tls_reason',
          peer.isOpaquePort ? 'port_skipped' : 'no_tls_from_remote',
        ],
      ]
    : [
        ['tls', 'true'],
        ['client_id', peer.clientId],
      ];
}

function serverLabels({ server }: InboundPolicy): Labels {
  return [
    ['srv_group', server.group],
    ['srv_kind', server.kind],
    ['srv_name', server.name],
    ['srv_port', String(server.port)],
  ];
}

function routeLabels({ route }: InboundPolicy): Labels {
  return [
    ['route_group', route.group],
    ['route_kind', route.kind],
    ['route_name', route.name],
  ];
}

function authorizationLabels({ authorization }: InboundPolicy): Labels {
  return [
    ['authz_group', authorization.group],
    ['authz_kind', authorization.kind],
    ['authz_name', authorization.name],
  ];
}

/** The proxy's own port listens on every address. */
function inboundTarget(ip: string, port: number): Labels {
  return target(port === ADMIN_PORT ? '0.0.0.0' : ip, port);
}

export const inboundLabels = {
  http: (ip: string, peer: InboundPeer, policy: InboundPolicy): LabelText =>
    labelText([
      ['direction', 'inbound'],
      ...inboundTarget(ip, policy.server.port),
      ...inboundTls(peer),
      ...serverLabels(policy),
      ...routeLabels(policy),
      ...authorizationLabels(policy),
    ]),
  allowed: (ip: string, peer: InboundPeer, policy: InboundPolicy): LabelText =>
    labelText([
      ...inboundTarget(ip, policy.server.port),
      ...serverLabels(policy),
      ...routeLabels(policy),
      ...authorizationLabels(policy),
      ...inboundTls(peer),
    ]),
  denied: (ip: string, peer: InboundPeer, policy: InboundPolicy): LabelText =>
    labelText([
      ...inboundTarget(ip, policy.server.port),
      ...serverLabels(policy),
      ...routeLabels(policy),
      ...inboundTls(peer),
    ]),
  noRoute: (ip: string, peer: InboundPeer, policy: InboundPolicy): LabelText =>
    labelText([
      ...inboundTarget(ip, policy.server.port),
      ...serverLabels(policy),
      ...inboundTls(peer),
    ]),
  tcpAllowed: (
    ip: string,
    peer: InboundPeer,
    policy: InboundPolicy,
  ): LabelText =>
    labelText([
      ...inboundTarget(ip, policy.server.port),
      ...serverLabels(policy),
      ...authorizationLabels(policy),
      ...inboundTls(peer),
    ]),
  transport: (
    ip: string,
    peer: InboundPeer,
    policy: InboundPolicy,
  ): LabelText =>
    labelText([
      ['direction', 'inbound'],
      ['peer', 'src'],
      ...inboundTarget(ip, policy.server.port),
      ...inboundTls(peer),
      ...serverLabels(policy),
    ]),
  toApplication: (): LabelText =>
    labelText([
      ['direction', 'inbound'],
      ['peer', 'dst'],
      ['tls', 'no_identity'],
      ['no_tls_reason', 'loopback'],
    ]),
  /** The requests of one route, whoever sent them. */
  route: ({ server, route }: InboundPolicy): LabelText =>
    labelText([
      ['parent_group', server.group],
      ['parent_kind', server.kind],
      ['parent_name', server.name],
      ['parent_port', String(server.port)],
      ['route_group', route.group],
      ['route_kind', route.kind],
      ['route_name', route.name],
    ]),
};

/** Where an outbound request goes: a pod behind a Service, a pod by its address alone, or a host outside. */
export interface OutboundTarget {
  ip: string;
  port: number;
  server?: SimulatedPod;
  service?: ServiceModel;
}

export function externalTarget(host: ExternalHost): OutboundTarget {
  return { ip: host.ip, port: host.port };
}

/** Labels of the far end, without the prefix `dst_`: what the mesh's control plane says about an address. */
export function destinationLabels(
  client: SimulatedPod,
  { server, service }: OutboundTarget,
): Record<string, string> {
  if (service?.mirror) {
    const { cluster, origin } = service.mirror;
    return sorted({
      service: service.name,
      namespace: service.namespace,
      target_cluster: cluster,
      target_service: origin.name,
      target_service_namespace: origin.namespace,
      // Endpoints that a service mirror writes name neither a pod nor a zone.
      zone: '',
    });
  }
  if (!server) {
    return {};
  }
  return sorted({
    ...meshLabelsOf(server),
    ...(service
      ? {
          service: service.name,
          namespace: service.namespace,
          zone: server.zone,
          zone_locality: server.zone === client.zone ? 'local' : 'remote',
        }
      : { zone: '' }),
  });
}

/** Who answers by its certificate: a pod, or the gateway before a mirror's origin. */
export function serverIdentityOf({
  server,
  service,
}: OutboundTarget): string | undefined {
  if (service?.mirror) {
    return identityOfAccount('linkerd-multicluster', 'linkerd-gateway');
  }
  return server?.proxy && identityOf(server);
}

export function outboundTls(to: OutboundTarget): Labels {
  const serverId = serverIdentityOf(to);
  return serverId
    ? [
        ['tls', 'true'],
        ['server_id', serverId],
      ]
    : [
        ['tls', 'no_identity'],
        ['no_tls_reason', 'not_provided_by_service_discovery'],
      ];
}

export function canonicalName(service: ServiceModel): string {
  return `${service.name}.${service.namespace}.svc.${TRUST_DOMAIN}:${service.port.port}`;
}

function outbound(client: SimulatedPod, to: OutboundTarget): Labels {
  return [
    ...((to.service
      ? [['authority', canonicalName(to.service)]]
      : []) as Labels),
    ...target(to.ip, to.port),
    ...outboundTls(to),
    ...Object.entries(destinationLabels(client, to)).map(
      ([name, value]) => [`dst_${name}`, value] as const,
    ),
  ];
}

export const outboundLabels = {
  http: (client: SimulatedPod, to: OutboundTarget): LabelText =>
    labelText([['direction', 'outbound'], ...outbound(client, to)]),
  transport: (client: SimulatedPod, to: OutboundTarget): LabelText =>
    labelText([
      ['direction', 'outbound'],
      ['peer', 'dst'],
      ...outbound(client, to),
    ]),
  /** From the application to its own proxy: the address that was dialled. */
  fromApplication: (ip: string, port: number): LabelText =>
    labelText([
      ['direction', 'outbound'],
      ['peer', 'src'],
      ...target(ip, port),
      ['tls', 'no_identity'],
      ['no_tls_reason', 'loopback'],
    ]),
  profileRoute: (
    direction: 'inbound' | 'outbound',
    service: ServiceModel,
    route: string | undefined,
  ): LabelText =>
    labelText([
      ['direction', direction],
      ['dst', canonicalName(service)],
      ['rt_route', route],
    ]),
};
