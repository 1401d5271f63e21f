import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import { MeshTraffic } from '@backstage-mesh/plugin-service-mesh-node';
import { KnownCluster } from '../topology/ClusterView';
import { GraphBuilder } from '../topology/GraphBuilder';
import { workloadNodeId } from '../topology/nodeIds';
import { StepCall } from './entryCalls';

/** The calls of one step, and the workloads that make or answer them, by the ids of their nodes. */
interface Step {
  stepSeconds: number;
  calls: readonly StepCall[];
  workloads: ReadonlyMap<string, WorkloadRef>;
}

/** What was measured of a step does not change: the sums of a large mesh are made once, and not for each viewer and poll. */
const made = new WeakMap<MeshTraffic, Step>();

/**
 * Reads the calls of a step.
 *
 * @param counts - what was counted, in a window that may be wider than the step
 * @internal
 */
export function callsOfStep(
  known: KnownCluster,
  counts: MeshTraffic,
  stepSeconds: number,
): Step {
  const before = made.get(counts);
  if (before?.stepSeconds === stepSeconds) {
    return before;
  }
  const graph = new GraphBuilder({
    ...known,
    cluster: known.cluster.name,
    counts,
    clusterNamed: name => name,
  });
  const workloads = new Map<string, WorkloadRef>();
  const calls = new Map<string, StepCall>();
  for (const { source, target, traffic } of graph.edges) {
    for (const peer of [source, target]) {
      if (peer.type === 'workload') {
        workloads.set(workloadNodeId(peer.workload), peer.workload);
      }
    }
    const { successes = 0, failures = 0 } =
      traffic.http?.calls ?? traffic.http ?? {};
    // Another cluster may have counted it in a window of its own.
    const factor =
      stepSeconds / (traffic.windowSeconds ?? counts.windowSeconds);
    const [from, to] = [graph.idOf(source), graph.idOf(target)];
    // A call between two namespaces comes twice, and is the same.
    calls.set(`${from}>${to}`, {
      source: from,
      target: to,
      successes: successes * factor,
      failures: failures * factor,
    });
  }
  const step = { stepSeconds, calls: [...calls.values()], workloads };
  made.set(counts, step);
  return step;
}
