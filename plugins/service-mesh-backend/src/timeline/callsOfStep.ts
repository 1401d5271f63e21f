import { MeshTraffic } from '@backstage-mesh/plugin-service-mesh-node';
import { KnownCluster } from '../topology/ClusterView';
import { GraphBuilder } from '../topology/GraphBuilder';
import { NodePeer, workloadNodeId } from '../topology/nodeIds';
import { StepCall } from './entryCalls';

/**
 * The calls of one step, and who makes or answers them, by the ids of their nodes.
 *
 * @internal
 */
export interface Step {
  stepSeconds: number;
  calls: readonly StepCall[];
  peers: ReadonlyMap<string, NodePeer>;
  /** Requests that each measured workload failed. */
  failures: ReadonlyMap<string, number>;
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
  });
  const peers = new Map<string, NodePeer>();
  const calls = new Map<string, StepCall>();
  for (const { source, target, traffic } of graph.edges) {
    const { successes = 0, failures = 0 } =
      traffic.http?.calls ?? traffic.http ?? {};
    const denied = traffic.http?.denied ?? 0;
    // Another cluster may have counted it in a window of its own.
    const factor =
      stepSeconds / (traffic.windowSeconds ?? counts.windowSeconds);
    const [from, to] = [graph.idOf(source), graph.idOf(target)];
    peers.set(from, source).set(to, target);
    // A call between two namespaces comes twice, and is the same.
    calls.set(`${from}>${to}`, {
      source: from,
      target: to,
      successes: successes * factor,
      failures: failures * factor,
      ...(denied > 0 && { denied: denied * factor }),
    });
  }
  const failures = new Map<string, number>();
  for (const { workload, pod, http } of counts.workloads) {
    if (http && pod === undefined) {
      failures.set(
        workloadNodeId(workload),
        (http.failures * stepSeconds) / counts.windowSeconds,
      );
    }
  }
  const step = { stepSeconds, calls: [...calls.values()], peers, failures };
  made.set(counts, step);
  return step;
}
