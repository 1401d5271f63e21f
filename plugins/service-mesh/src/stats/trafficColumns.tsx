import type {
  HealthThresholds,
  TrafficStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import { MetricNumber, TableColumn, successTone } from '../components';
import type { NumberFormats } from '../format';
import type { Translate } from '../translation';

/** The columns of requests that the tables share. */
export function trafficColumns<T>(
  statsOf: (row: T) => TrafficStats,
  quantiles: readonly ('p50' | 'p95' | 'p99')[],
  thresholds: HealthThresholds,
  t: Translate,
  n: NumberFormats,
): TableColumn<T>[] {
  return [
    {
      id: 'success',
      title: t('columns.success'),
      numeric: true,
      sortBy: row => statsOf(row).successRate,
      cell: row => {
        const { successRate, counts } = statsOf(row);
        return (
          <MetricNumber
            text={n.success(successRate, counts?.failures)}
            tone={successTone(successRate, thresholds)}
            reason={t('unknown.success')}
          />
        );
      },
    },
    {
      id: 'rps',
      title: t('columns.rps'),
      numeric: true,
      sortBy: row => statsOf(row).requestsPerSecond,
      cell: row => (
        <MetricNumber
          text={n.rate(statsOf(row).requestsPerSecond)}
          reason={t('unknown.generic')}
        />
      ),
    },
    ...quantiles.map<TableColumn<T>>(quantile => ({
      id: quantile,
      title: t(`columns.${quantile}`),
      numeric: true,
      optional: true,
      sortBy: row => statsOf(row).latencyMs?.[quantile],
      cell: row => (
        <MetricNumber
          text={n.milliseconds(statsOf(row).latencyMs?.[quantile])}
          reason={t('unknown.latency')}
        />
      ),
    })),
  ];
}
