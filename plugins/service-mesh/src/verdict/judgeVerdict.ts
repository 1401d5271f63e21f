import type {
  CauseKind,
  HealthState,
} from '@backstage-mesh/plugin-service-mesh-common';
import { addStats } from '../health/judge';
import { GraphEdge, GraphNode, MeshGraph, compareEdges } from '../graph';
import { Finding, callFailingSince } from '../history';

/**
 * How failing calls and the workload's own failures belong together: `so` = the calls explain the failures; `mostly` = they
 * explain at least half; `also` = both fail, and nothing says that they belong together; `alone` = only the calls fail.
 */
export type Link = 'so' | 'mostly' | 'also' | 'alone';

/** The one statement that a screen opens with. Every number in it was measured; nothing in it is a guess about causes. */
export type Verdict = VerdictBody & {
  self: GraphNode;
  /** What its history says, where there is one. */
  finding?: Finding;
};

type VerdictBody =
  | {
      type: 'failing-callee';
      edge: GraphEdge;
      callee: GraphNode;
      kind: CauseKind;
      link: Link;
      /** Since when these calls fail, in ms since the epoch. */
      since?: number;
    }
  | { type: 'failing-self'; caller?: GraphNode }
  | { type: 'denied' }
  | { type: 'pods-broken' }
  | { type: 'healthy'; hasCallees: boolean }
  | { type: 'client'; calls: GraphEdge[] }
  | { type: 'tcp' }
  | { type: 'too-few' }
  | { type: 'no-traffic' }
  | { type: 'not-measured' };

const BAD: readonly HealthState[] = ['failing', 'failing-because', 'degraded'];

function isBad(state: HealthState): boolean {
  return BAD.includes(state);
}

/**
 * What is to be said first about a workload: a callee that fails it, its own failures, or that all is well. Without history it
 * never says "because".
 */
export function judgeVerdict(
  graph: MeshGraph,
  self: GraphNode,
  finding?: Finding,
): Verdict {
  return {
    ...judge(graph, self, finding),
    self,
    ...(finding && { finding }),
  };
}

function judge(
  graph: MeshGraph,
  self: GraphNode,
  finding: Finding | undefined,
): VerdictBody {
  const calls = [...(graph.outgoing.get(self.id) ?? [])].sort(compareEdges);
  const { state, judgedBy, failures = 0 } = self.health;
  const fails = isBad(state) && failures > 0 && judgedBy === 'inbound';
  const failing = failingCallee(graph, calls, fails, finding);
  if (failing) {
    return failing;
  }
  if (fails) {
    // who loses the most calls, whatever share of its own that is
    const [worstCaller] = [...(graph.incoming.get(self.id) ?? [])]
      .filter(edge => (edge.health.failures ?? 0) > 0)
      .sort(
        (a, b) =>
          (b.health.failures ?? 0) - (a.health.failures ?? 0) ||
          compareEdges(a, b),
      );
    return {
      type: 'failing-self',
      caller: worstCaller && graph.nodes.get(worstCaller.source),
    };
  }
  if (self.node.stats.deniedPerSecond) {
    return { type: 'denied' };
  }
  if (isBad(state)) {
    return { type: 'pods-broken' };
  }
  if (judgedBy === 'outbound') {
    return addStats(calls.map(({ edge }) => edge.stats)).successRate ===
      undefined
      ? { type: 'no-traffic' }
      : { type: 'client', calls };
  }
  switch (state) {
    case 'healthy':
      return {
        type: 'healthy',
        hasCallees: calls.some(({ health }) => health.state === 'healthy'),
      };
    case 'tcp-only':
      return { type: 'tcp' };
    case 'too-few':
      return { type: 'too-few' };
    case 'no-traffic':
      return { type: 'no-traffic' };
    default:
      return { type: 'not-measured' };
  }
}

/** The callee that explains most, or else the one whose calls are worst. */
function failingCallee(
  graph: MeshGraph,
  calls: readonly GraphEdge[],
  fails: boolean,
  finding: Finding | undefined,
): VerdictBody | undefined {
  const { origin, certain, evidence = [] } = finding?.blame ?? {};
  const explained =
    fails && origin
      ? calls.find(({ target }) => target === origin.peerId)
      : undefined;
  const edge =
    explained ??
    calls.find(
      ({ health, edge: { stats } }) =>
        isBad(health.state) &&
        ((health.failures ?? 0) > 0 || stats.deniedPerSecond),
    );
  const callee = edge && graph.nodes.get(edge.target);
  if (!edge || !callee || edge.edge.stats.successRate === undefined) {
    return undefined;
  }
  let link: Link = fails ? 'also' : 'alone';
  if (explained) {
    link = certain ? 'so' : 'mostly';
  }
  const since = finding && callFailingSince(finding, callee.id);
  const told = evidence.find(({ peerId }) => peerId === callee.id);
  return {
    type: 'failing-callee',
    edge,
    callee,
    kind: told?.kind ?? kindOf(edge),
    link,
    ...(since !== undefined && { since }),
  };
}

function kindOf({ health, edge: { stats } }: GraphEdge): CauseKind {
  return stats.deniedPerSecond && !health.failures ? 'denied' : 'errors';
}

/** The shape beside a verdict. */
export function verdictState(verdict: Verdict): HealthState {
  return verdict.type === 'failing-callee' && verdict.link !== 'also'
    ? verdict.edge.health.state
    : verdict.self.health.state;
}
