import type {
  HealthThresholds,
  TrafficStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { NumberFormats } from '../../format';
import { judgedSuccess } from '../../health';
import type { Translate } from '../../translation';
import { MetricNumber, successTone } from '../MetricNumber';
import type { TableColumn } from '../SortableTable';

/** What a table of requests shows beside success and rate. */
export interface TrafficColumnOptions {
  quantiles?: readonly ('p50' | 'p95' | 'p99')[];
  /** Quantiles that stay on narrow screens. */
  keep?: 'p99';
  /** Also open connections. */
  connections?: boolean;
}

/** The columns of requests that all tables share. */
export function trafficColumns<T>(
  statsOf: (row: T) => TrafficStats,
  options: TrafficColumnOptions,
  words: { thresholds: HealthThresholds; t: Translate; n: NumberFormats },
): TableColumn<T>[] {
  const { quantiles = ['p99'], keep, connections } = options;
  const { thresholds, t, n } = words;
  const columns: TableColumn<T>[] = [
    {
      id: 'success',
      title: t('columns.success'),
      exportTitle: t('columns.successExport'),
      numeric: true,
      explain: 'success',
      sortBy: row => statsOf(row).successRate,
      exportValue: row => {
        const { successRate } = statsOf(row);
        return successRate === undefined ? undefined : 100 * successRate;
      },
      cell: row => {
        const stats = statsOf(row);
        return (
          <MetricNumber
            text={n.success(stats.successRate, stats.counts?.failures)}
            tone={successTone(judgedSuccess(stats), thresholds)}
            reason={t('unknown.success')}
          />
        );
      },
    },
    {
      id: 'rps',
      title: t('columns.rps'),
      exportTitle: t('columns.rpsExport'),
      numeric: true,
      explain: 'requests',
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
      optional: quantile !== keep,
      explain: 'latency',
      sortBy: row => statsOf(row).latencyMs?.[quantile],
      cell: row => (
        <MetricNumber
          text={n.milliseconds(statsOf(row).latencyMs?.[quantile])}
          reason={t('unknown.latency')}
        />
      ),
    })),
  ];
  if (connections) {
    columns.push({
      id: 'connections',
      title: t('columns.connections'),
      numeric: true,
      optional: true,
      explain: 'connections',
      sortBy: row => statsOf(row).tcp?.openConnections,
      cell: row => (
        <MetricNumber
          text={n.count(statsOf(row).tcp?.openConnections)}
          reason={t('unknown.generic')}
        />
      ),
    });
  }
  return columns;
}
