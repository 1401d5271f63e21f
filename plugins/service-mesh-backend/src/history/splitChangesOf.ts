import {
  MeshChange,
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventorySnapshot,
  SplitChange,
} from '@backstage-mesh/plugin-service-mesh-node';
import { workloadsBehind } from '../mesh/workloadsBehind';
import { workloadNodeId } from '../topology/nodeIds';

/**
 * The changes of splits that a workload gets a part of, or whose parts it calls. A change is told with the leaf whose share changed most:
 * it is for those who may know of that workload.
 *
 * @param options - `workload`; `callees`: whom it calls; `time`: from and to, in ms since the epoch
 * @internal
 */
export function splitChangesOf(
  changes: readonly SplitChange[],
  snapshot: InventorySnapshot,
  options: {
    workload: WorkloadRef;
    callees: readonly WorkloadRef[];
    time: { from: number; to: number };
  },
): MeshChange[] {
  const { workload, callees, time } = options;
  const self = workloadKey(workload);
  const called = new Set(callees.map(workloadKey));
  return changes
    .filter(({ at }) => at > time.from && at <= time.to)
    .flatMap((change): MeshChange[] => {
      const behind = leavesOf(change).flatMap(leaf =>
        workloadsBehind(snapshot, leaf),
      );
      const leaf =
        behind.find(ref => workloadKey(ref) === self) ??
        (holdsFor(change, workload)
          ? behind.find(ref => called.has(workloadKey(ref)))
          : undefined);
      return leaf
        ? [
            {
              kind: 'split',
              at: change.at,
              nodeId: workloadNodeId(leaf),
              name: change.route.name,
              detail: `${weights(change, 'from')} → ${weights(change, 'to')}`,
            },
          ]
        : [];
    });
}

/** A route in the namespace of its callers is theirs alone. */
function holdsFor({ apex, route }: SplitChange, caller: WorkloadRef): boolean {
  return (
    route.namespace === undefined ||
    route.namespace === apex.namespace ||
    route.namespace === caller.namespace
  );
}

/** Those whose share changed most come first. */
function leavesOf(change: SplitChange): SplitChange['to'][number]['leaf'][] {
  return inOrder(change)
    .map(({ leaf, from, to }) => ({ leaf, by: Math.abs(to - from) }))
    .sort((a, b) => b.by - a.by)
    .map(({ leaf }) => leaf);
}

/** All leaves in one order, that in which they are written down, whichever side names them. */
function inOrder({ from, to }: SplitChange) {
  const keyOf = ({ leaf }: SplitChange['to'][number]) =>
    `${leaf.namespace}/${leaf.name}`;
  const was = new Map(from.map(share => [keyOf(share), share.weight]));
  const is = new Map(to.map(share => [keyOf(share), share.weight]));
  return [...new Map([...to, ...from].map(share => [keyOf(share), share]))].map(
    ([key, { leaf }]) => ({
      leaf,
      from: was.get(key) ?? 0,
      to: is.get(key) ?? 0,
    }),
  );
}

/** `80/20`; `–` where nothing was split. */
function weights(change: SplitChange, side: 'from' | 'to'): string {
  return change[side].length === 0
    ? '–'
    : inOrder(change)
        .map(leaf => Math.round(100 * leaf[side]))
        .join('/');
}
