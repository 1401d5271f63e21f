import type { TopologyDifferences } from '@backstage-mesh/plugin-service-mesh-common';
import type { Translate } from '../translation';

/** What the sentence of a comparison counts. Each is a number of the graph. */
export interface ComparisonVerdict {
  state: 'worse' | 'better' | 'changed' | 'same' | 'unknown';
  /** Workloads, and calls to those that did not get worse themselves. */
  worse: number;
  worseCalls: number;
  better: number;
  newCalls: number;
  goneCalls: number;
}

/** Counts what became of the parts of a graph. */
export function judgeComparison(
  differences: Pick<TopologyDifferences, 'nodes' | 'edges' | 'unchanged'>,
): ComparisonVerdict {
  const nodes = [...differences.nodes.values()];
  const edges = [...differences.edges.values()];
  const worse = nodes.filter(({ outcome }) => outcome === 'worse').length;
  const worseEdges = edges.filter(({ outcome }) => outcome === 'worse').length;
  const counts = {
    worse,
    // calls are worth a word of their own where no workload tells of them
    worseCalls: worse > 0 ? 0 : worseEdges,
    better: nodes.filter(({ outcome }) => outcome === 'better').length,
    newCalls: edges.filter(({ presence }) => presence === 'new').length,
    goneCalls: edges.filter(({ presence }) => presence === 'gone').length,
  };
  return { state: stateOf(counts, differences), ...counts };
}

function stateOf(
  counts: Omit<ComparisonVerdict, 'state'>,
  { nodes, edges, unchanged }: Parameters<typeof judgeComparison>[0],
): ComparisonVerdict['state'] {
  if (counts.worse > 0 || counts.worseCalls > 0) {
    return 'worse';
  }
  if (counts.newCalls > 0 || counts.goneCalls > 0) {
    return 'changed';
  }
  if (counts.better > 0) {
    return 'better';
  }
  const isCompared =
    unchanged.nodes + unchanged.edges > 0 ||
    [...nodes.values(), ...edges.values()].some(
      ({ outcome }) => outcome !== 'unknown',
    );
  return isCompared ? 'same' : 'unknown';
}

/**
 * The sentence: "4 workloads got worse, 1 call is new and 1 call is gone after videos-api 1.8.2."
 *
 * @param when - the rollout that began between the windows, or the windows themselves
 */
export function comparisonSentence(
  verdict: ComparisonVerdict,
  when: { change: string } | { a: string; b: string },
  t: Translate,
): string {
  const clauses: (string | false)[] = [
    verdict.worse > 0 &&
      t('timeTravel.verdict.worse', { count: verdict.worse }),
    verdict.worseCalls > 0 &&
      t('timeTravel.verdict.worseCalls', { count: verdict.worseCalls }),
    verdict.newCalls > 0 &&
      t('timeTravel.verdict.new', { count: verdict.newCalls }),
    verdict.goneCalls > 0 &&
      t('timeTravel.verdict.gone', { count: verdict.goneCalls }),
    verdict.worse === 0 &&
      verdict.better > 0 &&
      t('timeTravel.verdict.better', { count: verdict.better }),
  ];
  const what = joined(
    clauses.flatMap(clause => clause || []),
    t,
  );
  return 'change' in when
    ? t('timeTravel.verdict.after', { name: when.change, what })
    : t('timeTravel.verdict.between', { ...when, what });
}

function joined(clauses: readonly string[], t: Translate): string {
  const last = clauses[clauses.length - 1];
  const first = clauses.slice(0, -1).join(t('timeTravel.verdict.comma'));
  if (last === undefined) {
    return t('timeTravel.verdict.nothing');
  }
  return first ? t('timeTravel.verdict.and', { first, last }) : last;
}
