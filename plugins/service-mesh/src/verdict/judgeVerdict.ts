import { HealthState } from '@backstage-mesh/plugin-service-mesh-common';
import { addStats } from '../health/judge';
import { GraphEdge, GraphNode, MeshGraph, compareEdges } from '../graph';

/** The one statement that a screen opens with. Every number in it was measured; nothing in it is a guess about causes. */
export type Verdict =
  | {
      type: 'failing-callee';
      self: GraphNode;
      edge: GraphEdge;
      callee: GraphNode;
    }
  | { type: 'failing-self'; self: GraphNode; caller?: GraphNode }
  | { type: 'denied'; self: GraphNode }
  | { type: 'pods-broken'; self: GraphNode }
  | { type: 'healthy'; self: GraphNode; hasCallees: boolean }
  | { type: 'client'; self: GraphNode; calls: GraphEdge[] }
  | { type: 'tcp'; self: GraphNode }
  | { type: 'too-few'; self: GraphNode }
  | { type: 'no-traffic'; self: GraphNode }
  | { type: 'not-measured'; self: GraphNode };

const BAD: readonly HealthState[] = ['failing', 'failing-because', 'degraded'];

function isBad(state: HealthState): boolean {
  return BAD.includes(state);
}

/**
 * What is to be said first about a workload: a callee that fails it, its own failures, or that all is well. Without history it
 * never says "because".
 */
export function judgeVerdict(graph: MeshGraph, self: GraphNode): Verdict {
  const calls = [...(graph.outgoing.get(self.id) ?? [])].sort(compareEdges);
  const [worstCall] = calls.filter(
    edge => isBad(edge.health.state) && (edge.health.failures ?? 0) > 0,
  );
  const callee = worstCall && graph.nodes.get(worstCall.target);
  if (worstCall && callee && worstCall.edge.stats.successRate !== undefined) {
    return { type: 'failing-callee', self, edge: worstCall, callee };
  }
  const { state, judgedBy, failures = 0 } = self.health;
  if (isBad(state) && failures > 0 && judgedBy === 'inbound') {
    const [worstCaller] = [...(graph.incoming.get(self.id) ?? [])]
      .filter(edge => (edge.health.failures ?? 0) > 0)
      .sort(compareEdges);
    return {
      type: 'failing-self',
      self,
      caller: worstCaller && graph.nodes.get(worstCaller.source),
    };
  }
  if (self.node.stats.deniedPerSecond) {
    return { type: 'denied', self };
  }
  if (isBad(state)) {
    return { type: 'pods-broken', self };
  }
  if (judgedBy === 'outbound') {
    return addStats(calls.map(({ edge }) => edge.stats)).successRate ===
      undefined
      ? { type: 'no-traffic', self }
      : { type: 'client', self, calls };
  }
  switch (state) {
    case 'healthy':
      return {
        type: 'healthy',
        self,
        hasCallees: calls.some(({ health }) => health.state === 'healthy'),
      };
    case 'tcp-only':
      return { type: 'tcp', self };
    case 'too-few':
      return { type: 'too-few', self };
    case 'no-traffic':
      return { type: 'no-traffic', self };
    default:
      return { type: 'not-measured', self };
  }
}

/** The shape beside a verdict. */
export function verdictState(verdict: Verdict): HealthState {
  return verdict.type === 'failing-callee'
    ? verdict.edge.health.state
    : verdict.self.health.state;
}
