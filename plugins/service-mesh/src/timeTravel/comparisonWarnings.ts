import type {
  Topology,
  TopologyComparison,
} from '@backstage-mesh/plugin-service-mesh-common';
import { ofCluster, warningText } from '../states';
import type { Translate } from '../translation';

/** A warning in words, and which one it is. */
export interface ComparisonWarning {
  text: string;
  code: string;
}

/** What the two moments lack, each said once: what both of them lack, then what one of them does, and which. */
export function comparisonWarnings(
  { before, after }: TopologyComparison,
  t: Translate,
): ComparisonWarning[] {
  const a = textsOf(before, t);
  const b = textsOf(after, t);
  const both = [...a].filter(([text]) => b.has(text));
  const only = (
    of: ReadonlyMap<string, string>,
    other: ReadonlyMap<string, string>,
    side: 'a' | 'b',
  ) =>
    [...of]
      // how much numbers vary is a matter of the first moment alone
      .filter(([text]) => !other.has(text))
      .map(([text, code]): [string, string] => [
        code === 'spreads-unknown'
          ? text
          : t(`timeTravel.warning.${side}`, { text }),
        code,
      ]);
  return [...both, ...only(a, b, 'a'), ...only(b, a, 'b')].map(
    ([text, code]) => ({ text, code }),
  );
}

/** Codes by text: each cluster and query says the same. */
function textsOf(
  topology: Topology,
  t: Translate,
): ReadonlyMap<string, string> {
  const clusters = topology.measurements.map(({ cluster }) => ({
    name: cluster,
  }));
  return new Map(
    topology.warnings.map(warning => {
      const text = ofCluster(
        warningText(warning, topology, clusters, t),
        warning.cluster,
        clusters,
        t,
      );
      return [
        warning.code === 'not-remembered'
          ? `${text} ${t('timeTravel.strip.noHistoryMore')}`
          : text,
        warning.code,
      ];
    }),
  );
}
