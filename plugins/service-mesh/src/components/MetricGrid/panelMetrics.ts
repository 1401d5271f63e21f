import type {
  HealthThresholds,
  TrafficStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { NumberFormats } from '../../format';
import {
  failuresPerSecond,
  hasRequestNumbers,
  judgedSuccess,
} from '../../health';
import type { Translate } from '../../translation';
import { successTone } from '../MetricNumber';
import type { Metric } from './MetricGrid';

/** The numbers of a panel: six of requests, or three of TCP where there are no requests. */
export function panelMetrics(
  stats: TrafficStats,
  thresholds: HealthThresholds,
  t: Translate,
  n: NumberFormats,
): Metric[] {
  const { latencyMs, tcp } = stats;
  const reason = t('unknown.generic');
  if (!hasRequestNumbers(stats) && tcp) {
    return [
      {
        label: t('topology.panel.connections'),
        explain: 'connections',
        text: n.count(tcp.openConnections),
        reason,
      },
      {
        label: t('topology.panel.read'),
        explain: 'bytes',
        text: n.bytesPerSecond(tcp.readBytesPerSecond),
        reason,
      },
      {
        label: t('topology.panel.write'),
        explain: 'bytes',
        text: n.bytesPerSecond(tcp.writeBytesPerSecond),
        reason,
      },
    ];
  }
  const quantiles: Metric[] =
    latencyMs?.p50 === undefined && latencyMs?.mean !== undefined
      ? [
          {
            label: t('topology.panel.mean'),
            text: n.latency(latencyMs.mean),
            explain: 'latency',
          },
        ]
      : (['p50', 'p95', 'p99'] as const).map(quantile => ({
          label: t(`topology.panel.${quantile}`),
          text: n.latency(latencyMs?.[quantile]),
          explain: 'latency' as const,
          reason: t('unknown.latency'),
        }));
  const failures = failuresPerSecond(stats);
  const metrics: Metric[] = [
    {
      label: t('topology.panel.success'),
      explain: 'success',
      text: n.success(stats.successRate, stats.counts?.failures),
      tone: successTone(judgedSuccess(stats), thresholds),
      reason: t('unknown.success'),
    },
    {
      label: t('topology.panel.requests'),
      explain: 'requests',
      text: n.rps(stats.requestsPerSecond),
      reason,
    },
    {
      label: t('topology.panel.failures'),
      explain: 'failures',
      text: n.perSecond(failures),
      reason: t('unknown.success'),
    },
    ...quantiles,
  ];
  if (stats.deniedPerSecond) {
    metrics.push({
      label: t('topology.panel.denied'),
      explain: 'denied',
      text: n.perSecond(stats.deniedPerSecond),
      tone: 'warn',
    });
  }
  return metrics;
}
