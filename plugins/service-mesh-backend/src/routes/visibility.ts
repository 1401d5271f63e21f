import {
  EntityRules,
  EntityStats,
  MeasuredAnswer,
  PeerStats,
  Topology,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Authorization, VisibleTopology } from '../authorization';
import { EntityWorkloads } from '../entities';
import { hideRules, SharedRules } from '../rules';
import { workloadOf } from '../topology/workloadOf';

/** What is asked to know who may see what. */
export interface VisibilityServices {
  authorization: Pick<Authorization, 'viewTopology'>;
  entityWorkloads: Pick<EntityWorkloads, 'entitiesOfAll'>;
}

/** Names the entities of the workloads, and takes away what the caller may not see. */
export async function filterVisible(
  services: VisibilityServices,
  credentials: BackstageCredentials,
  topology: Topology,
): Promise<Topology> {
  const visible = await visibleTopology(services, credentials, topology);
  return visible.topology;
}

/** The same, with what became of each part. */
export async function visibleTopology(
  services: VisibilityServices,
  credentials: BackstageCredentials,
  topology: Topology,
): Promise<VisibleTopology> {
  const named = await nameEntities(services, topology);
  return services.authorization.viewTopology(credentials, named);
}

/** The same for the tables: a peer that may not be seen keeps its row and loses its name. */
export async function filterVisibleStats(
  services: VisibilityServices,
  credentials: BackstageCredentials,
  stats: EntityStats,
): Promise<EntityStats> {
  const { workloads, ...measured } = stats;
  const visible = await visiblePeers(
    services,
    credentials,
    measured,
    workloads.map(({ workload }) => workload),
    workloads.flatMap(({ inbound, outbound }) => [...inbound, ...outbound]),
  );
  return {
    ...measured,
    warnings: visible.warnings,
    workloads: workloads.flatMap(row => {
      const workload = visible.node(row.workload.id);
      return workload?.type === 'workload'
        ? {
            ...row,
            workload,
            inbound: row.inbound.flatMap(peer => visible.row(peer)),
            outbound: row.outbound.flatMap(peer => visible.row(peer)),
          }
        : [];
    }),
  };
}

/** The same for rules: who may see nobody behind a name does not get the name. */
export async function filterVisibleRules(
  services: VisibilityServices,
  credentials: BackstageCredentials,
  rules: SharedRules,
): Promise<EntityRules> {
  const { workloads, names, ...measured } = rules;
  const visible = await visiblePeers(
    services,
    credentials,
    measured,
    [...names.nodes, ...workloads.map(({ workload }) => workload)],
    [],
  );
  return hideRules(rules, visible);
}

/** Filters rows as the graph that they are. The rows keep what they hold beside peer and edge. */
export async function visiblePeers(
  services: VisibilityServices,
  credentials: BackstageCredentials,
  measured: MeasuredAnswer,
  workloads: readonly TopologyNode[],
  rows: readonly PeerStats[],
) {
  // The workloads come last: as peers of each other they may carry less.
  const nodes = new Map(
    [...rows.map(({ peer }) => peer), ...workloads].map(node => [
      node.id,
      node,
    ]),
  );
  const edges = new Map(rows.map(({ edge }) => [edge.id, edge]));
  const { topology, node, edge } = await services.authorization.viewTopology(
    credentials,
    await nameEntities(services, {
      ...measured,
      nodes: [...nodes.values()],
      edges: [...edges.values()],
    }),
  );
  return {
    warnings: topology.warnings,
    node,
    row: <T extends PeerStats>(row: T): T[] => {
      const peer = node(row.peer.id);
      const call = edge(row.edge.id);
      return peer && call ? [{ ...row, peer, edge: call }] : [];
    },
  };
}

async function nameEntities(
  services: VisibilityServices,
  topology: Topology,
): Promise<Topology> {
  const workloads = topology.nodes.flatMap(node => workloadOf(node) ?? []);
  const matches = await services.entityWorkloads.entitiesOfAll(workloads);
  let next = 0;
  return {
    ...topology,
    nodes: topology.nodes.map(node => {
      const found = workloadOf(node) ? matches[next++] : [];
      return { ...node, entityRefs: found.map(({ entityRef }) => entityRef) };
    }),
  };
}
