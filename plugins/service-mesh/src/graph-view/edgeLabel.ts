import type { NumberFormats } from '../format';
import { EdgeBundle, EdgeLabelText, bundleStats } from '../graph';
import { PartComparison, isUnchanged } from '../graph/partComparison';
import { relativeDeltaText, successDeltaText } from '../names/deltas';
import type { Translate } from '../translation';

/** The text at a line: its rate, or its connections; below it what is wrong with it. */
export function edgeLabel(
  bundle: EdgeBundle,
  t: Translate,
  n: NumberFormats,
): EdgeLabelText {
  const [worst] = bundle.edges;
  const stats = bundleStats(bundle);
  const tcpOnly =
    bundle.edges.every(({ edge }) => edge.protocol === 'tcp') &&
    !stats.requestsPerSecond;
  const rate =
    tcpOnly && stats.tcp?.openConnections !== undefined
      ? t('topology.edge.connections', {
          amount: n.count(stats.tcp.openConnections),
        })
      : n.rps(stats.requestsPerSecond);
  if (worst.compared && bundle.edges.length === 1) {
    return comparedLabel(rate, worst.compared, t, n);
  }
  if (worst.compared) {
    const changed = bundle.edges.filter(
      ({ compared }) => !isUnchanged(compared),
    ).length;
    return changed > 0
      ? {
          rate,
          trouble: t('graph.change.changed', { count: changed }),
          troubleTone: 'quiet',
        }
      : { rate };
  }
  const { state } = worst.health;
  if (state === 'failing' || state === 'failing-because') {
    return {
      rate,
      trouble: n.success(stats.successRate, stats.counts?.failures),
      troubleTone: 'fail',
    };
  }
  if (stats.deniedPerSecond) {
    return {
      rate,
      trouble: t('topology.edge.denied', {
        rate: n.perSecond(stats.deniedPerSecond),
      }),
      troubleTone: 'warn',
    };
  }
  if (state === 'degraded') {
    return {
      rate,
      trouble: n.success(stats.successRate, stats.counts?.failures),
      troubleTone: 'warn',
    };
  }
  if (bundle.edges.some(({ undeclared }) => undeclared)) {
    return {
      rate,
      trouble: t('dependencies.overlay'),
      troubleTone: 'quiet',
    };
  }
  return bundle.edges.every(({ edge }) => edge.mtls === 'none') && !tcpOnly
    ? { rate, trouble: t('topology.edge.noMtls'), troubleTone: 'quiet' }
    : { rate };
}

/** Between two moments: the rate of the second one, and by how much it got worse or better. */
function comparedLabel(
  rate: string,
  { delta }: PartComparison,
  t: Translate,
  n: NumberFormats,
): EdgeLabelText {
  const success = successDeltaText(delta.traffic.successRate, t, n);
  if (delta.presence === 'both' && success) {
    return {
      rate,
      trouble: success.text,
      troubleTone: success.tone === 'worse' ? 'fail' : 'better',
    };
  }
  const calls =
    delta.presence === 'both'
      ? relativeDeltaText(delta.traffic.requestsPerSecond, n.rps, t, n)
      : undefined;
  return calls ? { rate, trouble: calls.text, troubleTone: 'quiet' } : { rate };
}
