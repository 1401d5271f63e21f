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
 * The changes of splits that a workload gets a part of, or whose parts it calls. A leaf is told its own share alone: whose calls are
 * divided, and who else gets them, may be nobody's business there. A caller is told all shares, with the leaf whose share changed most: it
 * is for those who may know of that workload.
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
      const { at, route } = change;
      const leaves = byChange(change).map(share => ({
        ...share,
        behind: workloadsBehind(snapshot, share.leaf),
      }));
      const own = leaves.find(({ behind }) =>
        behind.some(ref => workloadKey(ref) === self),
      );
      if (own) {
        const nodeId = workloadNodeId(workload);
        const detail = `${part(change, 'from', own)} → ${part(
          change,
          'to',
          own,
        )}`;
        return [{ kind: 'split', at, nodeId, name: own.leaf.name, detail }];
      }
      const callee = holdsFor(change, workload)
        ? leaves
            .flatMap(({ behind }) => behind)
            .find(ref => called.has(workloadKey(ref)))
        : undefined;
      if (!callee) {
        return [];
      }
      const nodeId = workloadNodeId(callee);
      const detail = `${weights(change, 'from')} → ${weights(change, 'to')}`;
      return [{ kind: 'split', at, nodeId, name: route.name, detail }];
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
function byChange(change: SplitChange) {
  return inOrder(change).sort(
    (a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from),
  );
}

/** `20 %`; `–` where nothing was split. */
function part(
  change: SplitChange,
  side: 'from' | 'to',
  share: { from: number; to: number },
): string {
  return change[side].length === 0 ? '–' : `${Math.round(100 * share[side])} %`;
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
