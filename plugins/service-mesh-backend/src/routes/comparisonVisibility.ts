import {
  Timeline,
  TopologyComparison,
  UsualSpread,
} from '@backstage-mesh/plugin-service-mesh-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { SharedTimeline } from '../timeline';
import { bareNode } from '../topology/bareNode';
import { workloadNodeId } from '../topology/nodeIds';
import {
  visiblePeers,
  VisibilityServices,
  visibleTopology,
} from './visibility';

/** Names the entities of both graphs, and takes away what the caller may not see: a hidden peer keeps the numbers of its calls. */
export async function filterVisibleComparison(
  services: VisibilityServices,
  credentials: BackstageCredentials,
  { before, after, spreads, changes }: TopologyComparison,
): Promise<TopologyComparison> {
  const [then, now] = await Promise.all(
    [before, after].map(each => visibleTopology(services, credentials, each)),
  );
  const shownSpread = ([id, spread]: [string, UsualSpread]) => {
    const node = then.node(id);
    // what others get is none of the viewer's business, nor how much it varies
    const shown = node?.id === id ? node : then.edge(id);
    return shown ? [[shown.id, spread] as const] : [];
  };
  return {
    before: then.topology,
    after: now.topology,
    spreads: Object.fromEntries(Object.entries(spreads).flatMap(shownSpread)),
    changes: changes.filter(
      ({ nodeId }) =>
        nodeId !== undefined &&
        [then, now].some(({ node }) => node(nodeId)?.id === nodeId),
    ),
  };
}

/**
 * Takes away what is told of workloads that the caller may not read, and reasons that may name more than that. A callee that may not be
 * read is the hidden node of topologies.
 */
export async function filterVisibleTimeline(
  services: VisibilityServices,
  credentials: BackstageCredentials,
  { changed, origins, ...timeline }: SharedTimeline,
): Promise<Timeline> {
  const { warnings, node, row } = await visiblePeers(
    services,
    credentials,
    timeline,
    [...changed, ...origins.map(({ caller }) => caller)].map(bareNode),
    origins.map(({ call }) => call),
  );
  return {
    ...timeline,
    changes: timeline.changes.filter(
      ({ nodeId }) => nodeId !== undefined && node(nodeId)?.id === nodeId,
    ),
    origins: origins.flatMap(({ caller, call, explainedShare }) => {
      const callerId = workloadNodeId(caller);
      return node(callerId)?.id === callerId
        ? row(call).map(({ peer }) => ({
            callerId,
            calleeId: peer.id,
            explainedShare,
          }))
        : [];
    }),
    warnings,
  };
}
