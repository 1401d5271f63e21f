import {
  HealthThresholds,
  MeshChange,
  TopologyComparison,
  TopologyDifferences,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  GraphEdge,
  GraphNode,
  MeshGraph,
  createGraph,
  modelTopology,
} from '../graph/model';
import { isUnchanged } from '../graph/partComparison';

/**
 * The graph of the second moment, with what is gone since the first one, and with what became of each part.
 */
export function differenceGraph(
  comparison: TopologyComparison,
  differences: TopologyDifferences,
  thresholds: HealthThresholds,
): MeshGraph {
  const then = modelTopology(comparison.before, thresholds);
  const now = modelTopology(comparison.after, thresholds);
  const rollouts = newestOf('rollout', comparison.changes);
  const splits = newestOf('split', comparison.changes);
  const affected = new Set(
    differences.differences.flatMap(({ kind, subject }) =>
      kind === 'affected' && subject ? [subject.id] : [],
    ),
  );
  const node = (each: GraphNode): GraphNode => {
    const delta = differences.nodes.get(each.id);
    return delta
      ? {
          ...each,
          // the calls that it makes began to fail with it
          ...(affected.has(each.id) &&
            each.health.state === 'failing' && {
              health: { ...each.health, state: 'failing-because' as const },
            }),
          compared: {
            delta,
            before: then.nodes.get(each.id)?.node.stats,
            rollout: rollouts.get(each.id),
            split: splits.get(each.id),
          },
        }
      : each;
  };
  const edge = (each: GraphEdge): GraphEdge => {
    const delta = differences.edges.get(each.id);
    if (!delta) {
      return each;
    }
    const { presence } = delta;
    return {
      ...each,
      compared: { delta, before: then.edges.get(each.id)?.edge.stats },
      ...((presence === 'new' || presence === 'gone') && { change: presence }),
    };
  };
  return createGraph(
    [...now.nodes.values(), ...missing(then.nodes, now.nodes)].map(node),
    [...now.edges.values(), ...missing(then.edges, now.edges)].map(edge),
  );
}

/** The part of a graph that changed, with the nodes at the ends of changed calls, and the component itself. */
export function changedGraph(graph: MeshGraph): MeshGraph {
  const hasChanged = ({ compared }: GraphNode | GraphEdge) =>
    compared !== undefined && !isUnchanged(compared);
  const edges = [...graph.edges.values()].filter(hasChanged);
  const ends = new Set(edges.flatMap(({ source, target }) => [source, target]));
  return createGraph(
    [...graph.nodes.values()].filter(
      each => each.focus || ends.has(each.id) || hasChanged(each),
    ),
    edges,
  );
}

function missing<T>(
  from: ReadonlyMap<string, T>,
  others: ReadonlyMap<string, T>,
): T[] {
  return [...from].flatMap(([id, each]) => (others.has(id) ? [] : [each]));
}

/** The newest change of a kind by the node that it is of. */
function newestOf(
  kind: MeshChange['kind'],
  changes: readonly MeshChange[],
): ReadonlyMap<string, MeshChange> {
  const newest = new Map<string, MeshChange>();
  for (const change of changes) {
    const { nodeId, at } = change;
    if (change.kind === kind && nodeId !== undefined) {
      const known = newest.get(nodeId);
      if (!known || known.at < at) {
        newest.set(nodeId, change);
      }
    }
  }
  return newest;
}
