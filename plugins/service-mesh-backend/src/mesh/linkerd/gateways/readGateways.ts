import { Warning } from '@backstage-mesh/plugin-service-mesh-common';
import {
  ClusterConnection,
  GatewayState,
  Mesh,
  MeshGateways,
} from '@backstage-mesh/plugin-service-mesh-node';
import { messageOf } from '../../../messageOf';
import {
  ProbesByCluster,
  probesOfPrometheus,
  probesOfServiceMirrors,
} from './gatewayProbes';
import { Mirrors, readMirrors } from './readMirrors';

type Request = Parameters<NonNullable<Mesh['gateways']>>[0];

const LINKS_MANIFEST = clusterRole(
  'links',
  'multicluster.linkerd.io',
  'which clusters this one is linked to',
);
const SERVICES_MANIFEST = clusterRole(
  'services',
  '""',
  'which Services of other clusters this one mirrors',
);

function clusterRole(resource: string, group: string, what: string): string {
  return `# Lets the portal's account read ${what}. Bind it with a ClusterRoleBinding.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: service-mesh-portal-${resource}
rules:
  - apiGroups: [${group}]
    resources: [${resource}]
    verbs: [list]
`;
}

/**
 * The gateways that a cluster uses: from its Links and mirrored Services, and from the probes of its service mirrors.
 *
 * @internal
 */
export async function readGateways(
  connection: ClusterConnection,
  request: Request,
  systemNamespaces: readonly string[],
): Promise<MeshGateways> {
  const mirrors = await readMirrors(connection, request.signal);
  const cluster = connection.name;
  const { links, services } = mirrors.problems;
  const warnings: Warning[] = [];
  if (links) {
    warnings.push({
      code: 'links-unreadable',
      message: `Links of cluster ${cluster} can not be read: gateways without mirrored Services are missing`,
      cluster,
      reason: messageOf(links),
      manifest: LINKS_MANIFEST,
    });
  }
  if (services) {
    warnings.push({
      code: 'services-forbidden',
      message: `Which Services of other clusters are mirrored in cluster ${cluster} is not known: the portal's account may not list Services there in all namespaces (permission: list services)`,
      cluster,
      reason: messageOf(services),
      manifest: SERVICES_MANIFEST,
    });
  }
  if (mirrors.gateways.size === 0) {
    return { gateways: [], warnings };
  }
  const { probes, problem } = await readProbes(
    connection,
    request,
    systemNamespaces,
  );
  const gateways = withProbes(mirrors, probes);
  if (gateways.some(({ alive }) => alive === undefined)) {
    warnings.push({
      code: 'gateways-unmeasured',
      message: `Whether the gateways that cluster ${cluster} uses are alive is not known: let Prometheus scrape the service mirrors, or the portal's account read their pods (pods/proxy)`,
      cluster,
      ...(problem && { reason: problem }),
    });
  }
  return { gateways, warnings };
}

/** From Prometheus where it scrapes the service mirrors, from them where it does not. */
async function readProbes(
  connection: ClusterConnection,
  { metrics, snapshot, windowSeconds, signal }: Request,
  systemNamespaces: readonly string[],
): Promise<{ probes: ProbesByCluster; problem?: string }> {
  try {
    if (metrics?.kind === 'prometheus') {
      const probes = await probesOfPrometheus(metrics, windowSeconds, signal);
      if (probes.size > 0) {
        return { probes };
      }
    }
    return {
      probes: await probesOfServiceMirrors(
        connection,
        snapshot,
        systemNamespaces,
        signal,
      ),
    };
  } catch (error) {
    return { probes: new Map(), problem: messageOf(error) };
  }
}

function withProbes(
  { gateways }: Mirrors,
  probes: ProbesByCluster,
): GatewayState[] {
  return [...gateways.values()].map(gateway => ({
    ...gateway,
    ...probes.get(gateway.meshCluster),
  }));
}
