import { mockServices } from '@backstage/backend-test-utils';
import {
  InventoryPod,
  MeshPeer,
  MeshTraffic,
  TrafficRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import {
  meshedPod,
  podSnapshot,
} from '../../../metrics/__testUtils__/podSnapshot';
import {
  INSTALLATION,
  scriptedConnection,
} from '../../../metrics/__testUtils__/recordedMesh';
import {
  seriesSource,
  TestSeries,
} from '../../../metrics/__testUtils__/seriesSource';
import { LinkerdMesh } from '../LinkerdMesh';

export type Labels = Record<string, string>;

export const IDENTITY = 'serviceaccount.identity.linkerd.cluster.local';

export function mesh(includedNamespaces: string[] = []): LinkerdMesh {
  return new LinkerdMesh(
    {
      connection: scriptedConnection(() => ({ status: 404, body: '' })),
      inventory: {
        cluster: 'c',
        ready: async () => podSnapshot([]),
        snapshot: () => undefined,
        state: () => ({ state: 'idle' }),
      },
      logger: mockServices.logger.mock(),
    },
    INSTALLATION,
    { namespace: 'linkerd', vizNamespace: 'linkerd-viz', includedNamespaces },
  );
}

/** What the mesh makes of these series. */
export async function trafficOf(
  pods: readonly InventoryPod[],
  known: readonly TestSeries[],
  more: Partial<TrafficRequest> & {
    without?: string[];
    includedNamespaces?: string[];
  } = {},
): Promise<MeshTraffic> {
  const { without, includedNamespaces, ...request } = more;
  return mesh(includedNamespaces).traffic({
    metrics: seriesSource(known, { without }),
    snapshot: podSnapshot(pods),
    windowSeconds: 60,
    ...request,
  });
}

/** What a test varies of a call. */
interface Call {
  requests?: number;
  failures?: number;
  tls?: string;
  target_addr?: string;
  target_port?: string;
  route_name?: string;
  client_id?: string;
}

/** Requests and responses of one edge, as its caller's proxy counts them. */
export function outbound(source: Labels, target: Labels, call: Call = {}) {
  return series(call, {
    direction: 'outbound',
    target_port: '8080',
    target_addr: '10.0.0.1:8080',
    tls: 'true',
    ...source,
    ...target,
  });
}

/** The same at the callee. */
export function inbound(target: Labels, call: Call = {}) {
  return series(call, {
    direction: 'inbound',
    target_port: '8080',
    route_name: 'default',
    ...target,
  });
}

function series(
  { requests = 60, failures = 0, ...varied }: Call,
  defaults: Labels,
): TestSeries[] {
  const labels: Labels = { ...defaults, ...varied };
  return [
    { metric: 'request_total', labels, value: requests },
    {
      metric: 'response_total',
      labels: { ...labels, classification: 'success' },
      value: requests - failures,
    },
    {
      metric: 'response_total',
      labels: { ...labels, classification: 'failure' },
      value: failures,
    },
  ];
}

export function nameOf(peer: MeshPeer): string {
  switch (peer.type) {
    case 'workload':
      return `${peer.workload.kind}/${peer.workload.name}`;
    case 'service':
      return `service ${peer.namespace}/${peer.name}${
        peer.meshCluster ? ` in ${peer.meshCluster}` : ''
      }`;
    case 'external':
      return `external ${peer.host}`;
    default:
      return 'unmeshed';
  }
}

export function edgesOf({
  edges,
}: MeshTraffic): Record<string, number | undefined> {
  return Object.fromEntries(
    edges.map(({ source, target, http }) => [
      `${nameOf(source)} → ${nameOf(target)}`,
      http?.requests,
    ]),
  );
}

export const WEB: Labels = { namespace: 'a', pod: 'web-1', deployment: 'web' };
export const API: Labels = { namespace: 'a', pod: 'api-1', deployment: 'api' };
export const TO_API: Labels = {
  dst_namespace: 'a',
  dst_deployment: 'api',
  dst_pod: 'api-1',
};
export const PODS = [meshedPod('a', 'web', 1), meshedPod('a', 'api', 1)];
