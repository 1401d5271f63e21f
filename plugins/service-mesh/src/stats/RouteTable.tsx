import {
  RouteStats,
  compareWorstFirst,
  judgeHealth,
} from '@backstage-mesh/plugin-service-mesh-common';
import { useMemo } from 'react';
import {
  DataTable,
  MetricNumber,
  RowName,
  TableColumn,
  tableStyles as styles,
  trafficColumns,
} from '../components';
import { GraphNode } from '../graph';
import { useThresholds } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import { serviceText } from './serviceText';

/** The calls in one direction, sorted as the mesh's routes sort them. */
export function RouteTable(props: {
  direction: RouteStats['direction'];
  routes: readonly RouteStats[];
  self: GraphNode;
  when: string;
}) {
  const { direction, routes, self, when } = props;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const columns = useColumns();
  const rows = useMemo(
    () =>
      routes
        .filter(route => route.direction === direction)
        .map(route => ({
          route,
          state: judgeHealth({ stats: route.stats }, thresholds).state,
          stats: route.stats,
        })),
    [routes, direction, thresholds],
  );
  const slowest = slowestOf(rows);
  const kinds = [...new Set(rows.map(({ route }) => route.route.kind))].filter(
    kind => kind !== 'default',
  );
  return (
    <DataTable<Row>
      id={`routes-${direction}`}
      title={t(`stats.routes.${direction}`)}
      note={kinds.join(', ')}
      columns={columns}
      rows={rows}
      rowKey={rowKey}
      compare={compareWorstFirst}
      filterText={({ route }) =>
        `${route.route.name} ${route.service?.name ?? ''}`
      }
      empty={t(`stats.routes.none.${direction}`, { when })}
      explained={{ subject: direction, workloadId: self.id }}
      exportName={`${self.node.name}-routes-${direction}`}
      foot={
        slowest &&
        t('stats.routes.slowest', {
          route: routeText(slowest.route, t),
          p99: n.latency(slowest.stats.latencyMs?.p99),
        })
      }
    />
  );
}

type Row = {
  route: RouteStats;
  state: ReturnType<typeof judgeHealth>['state'];
  stats: RouteStats['stats'];
};

function rowKey({ route }: Row): string {
  const { kind, namespace, name } = route.route;
  const { service } = route;
  return JSON.stringify([
    kind,
    namespace,
    name,
    service?.namespace,
    service?.name,
    service?.port,
  ]);
}

function routeText(
  { route }: RouteStats,
  t: ReturnType<typeof useTranslate>,
): string {
  return route.kind === 'default' ? t('stats.routes.default') : route.name;
}

/** The row of the highest p99; nobody is the slowest of one. */
function slowestOf(rows: readonly Row[]): Row | undefined {
  const p99 = ({ stats }: Row) => stats.latencyMs?.p99 ?? -1;
  const timed = rows.filter(row => p99(row) >= 0);
  return timed.length > 1
    ? timed.reduce((slowest, row) => (p99(row) > p99(slowest) ? row : slowest))
    : undefined;
}

/** What was sent is worth a word where the caller got something else. */
function differ(
  actual: RouteStats['stats'],
  effective: RouteStats['stats'],
): boolean {
  return (
    actual.successRate !== undefined &&
    (actual.successRate !== effective.successRate ||
      actual.requestsPerSecond !== effective.requestsPerSecond)
  );
}

function useColumns(): TableColumn<Row>[] {
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  return useMemo(
    () => [
      {
        id: 'route',
        grow: true,
        title: t('stats.routes.route'),
        sortBy: ({ route }) => route.route.name,
        cell: ({ route, state }) => {
          const { actual, service } = route;
          const words = [
            service &&
              t('stats.routes.to', { service: serviceText(service, t) }),
            actual &&
              differ(actual, route.stats) &&
              t('stats.routes.actual', {
                success: n.success(actual.successRate, actual.counts?.failures),
                rate: n.rps(actual.requestsPerSecond),
              }),
          ].filter(Boolean);
          return (
            <RowName state={state} detail={words.join(' · ')}>
              <span className={styles.code} title={route.route.name}>
                {routeText(route, t)}
              </span>
            </RowName>
          );
        },
      },
      ...trafficColumns<Row>(
        ({ stats }) => stats,
        { quantiles: ['p99'] },
        { thresholds, t, n },
      ).map(column => ({ ...column, explain: 'routes' as const })),
      {
        id: 'retries',
        title: t('stats.routes.retries'),
        numeric: true,
        optional: true,
        explain: 'routes',
        sortBy: ({ route }) => route.retriesPerSecond,
        cell: ({ route }) =>
          route.retryable === false && !route.retriesPerSecond ? (
            <span className={styles.quiet}>{t('stats.routes.off')}</span>
          ) : (
            <MetricNumber
              text={n.rate(route.retriesPerSecond)}
              reason={t('unknown.generic')}
            />
          ),
      },
      {
        id: 'timeouts',
        title: t('stats.routes.timeouts'),
        numeric: true,
        optional: true,
        explain: 'routes',
        sortBy: ({ route }) => route.timeoutsPerSecond,
        cell: ({ route }) => (
          <MetricNumber
            text={n.rate(route.timeoutsPerSecond)}
            tone={route.timeoutsPerSecond ? 'warn' : 'plain'}
            reason={t('unknown.generic')}
          />
        ),
      },
      {
        id: 'timeout',
        title: t('stats.routes.timeout'),
        exportTitle: t('stats.routes.timeoutExport'),
        numeric: true,
        optional: true,
        explain: 'timeLimit',
        sortBy: ({ route }) => route.timeoutMs,
        cell: ({ route }) =>
          route.timeoutMs === undefined ? (
            <MetricNumber
              text={n.latency(undefined)}
              reason={t('stats.routes.noTimeout')}
            />
          ) : (
            n.latency(route.timeoutMs)
          ),
      },
    ],
    [t, n, thresholds],
  );
}
