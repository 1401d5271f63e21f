import {
  Health,
  PodStats,
  WorkloadStats,
  compareWorstFirst,
  hasPodTrouble,
  judgeHealth,
} from '@backstage-mesh/plugin-service-mesh-common';
import { useMemo } from 'react';
import {
  DataTable,
  RowName,
  TableColumn,
  tableStyles as styles,
  trafficColumns,
} from '../components';
import { formatAge, splitPodName } from '../format';
import { useThresholds } from '../health';
import { useNow, useNumbers, useTranslate } from '../hooks';
import { ContainerErrors } from './ContainerErrors';

interface PodRow {
  pod: PodStats;
  health: Health;
  errors: WorkloadStats['errors'];
}

/** The pods of a workload with their own numbers and what Kubernetes says of them. */
export function PodTable(props: {
  stats: WorkloadStats;
  onOpen(pod: string): void;
}) {
  const { stats, onOpen } = props;
  const t = useTranslate();
  const thresholds = useThresholds();
  const columns = useColumns(onOpen);
  const rows = useMemo(
    () =>
      stats.pods.map<PodRow>(pod => {
        const errors = stats.errors.filter(error => error.pod === pod.name);
        return {
          pod,
          errors,
          health: pod.meshed
            ? judgeHealth(
                {
                  stats: pod.stats,
                  podTrouble: hasPodTrouble(errors, Date.now()),
                },
                thresholds,
              )
            : { state: 'not-measured', judgedBy: 'inbound' },
        };
      }),
    [stats, thresholds],
  );
  return (
    <DataTable
      id="pods"
      title={t('stats.pods')}
      note={isEven(stats.pods) ? t('stats.even') : undefined}
      columns={columns}
      rows={rows}
      rowKey={rowKey}
      compare={compareRows}
      filterText={({ pod }) => `${pod.name} ${pod.status} ${pod.node ?? ''}`}
      empty={t('stats.noPods')}
      explained={({ pod }) => ({
        subject: 'pod',
        workloadId: stats.workload.id,
        stats: pod.stats,
      })}
      exportName={`${stats.workload.name}-pods`}
      foot={
        stats.errors.length > 0 && <ContainerErrors errors={stats.errors} />
      }
    />
  );
}

/** No pod gets a fifth more or less than its share. */
function isEven(pods: readonly PodStats[]): boolean {
  const rates = pods.map(({ stats }) => stats.requestsPerSecond);
  const known = rates.filter(rate => rate !== undefined);
  const mean = known.reduce((sum, rate) => sum + rate, 0) / pods.length;
  return (
    known.length === pods.length &&
    pods.length > 1 &&
    mean > 0 &&
    known.every(rate => Math.abs(rate - mean) <= 0.2 * mean)
  );
}

function rowKey({ pod }: PodRow): string {
  return pod.name;
}

function compareRows(a: PodRow, b: PodRow): number {
  return (
    compareWorstFirst(
      { state: a.health.state, stats: a.pod.stats },
      { state: b.health.state, stats: b.pod.stats },
    ) || a.pod.name.localeCompare(b.pod.name)
  );
}

function useColumns(onOpen: (pod: string) => void): TableColumn<PodRow>[] {
  const t = useTranslate();
  const n = useNumbers();
  const now = useNow(10_000);
  const thresholds = useThresholds();
  return useMemo(
    () => [
      {
        id: 'name',
        grow: true,
        title: t('columns.name'),
        sortBy: ({ pod }) => pod.name,
        cell: ({ pod, health }) => {
          const { head, tail } = splitPodName(pod.name);
          return (
            <RowName
              state={health.state}
              detail={pod.meshed ? undefined : t('stats.noProxy')}
            >
              <button
                type="button"
                className={styles.link}
                title={t('stats.pod.open', { name: pod.name })}
                onClick={() => onOpen(pod.name)}
              >
                <span className={styles.quiet}>{head}</span>
                <span className={styles.tail}>{tail}</span>
              </button>
            </RowName>
          );
        },
      },
      ...trafficColumns<PodRow>(
        ({ pod }) => pod.stats,
        { quantiles: ['p99'] },
        { thresholds, t, n },
      ),
      {
        id: 'status',
        title: t('stats.columns.status'),
        optional: true,
        sortBy: ({ pod }) => pod.status,
        cell: ({ pod }) => pod.status,
      },
      {
        id: 'restarts',
        title: t('stats.columns.restarts'),
        numeric: true,
        optional: true,
        sortBy: ({ pod }) => pod.restarts,
        cell: ({ pod }) => n.count(pod.restarts),
      },
      {
        id: 'age',
        title: t('stats.columns.age'),
        exportTitle: t('stats.columns.created'),
        numeric: true,
        optional: true,
        sortBy: ({ pod }) => -Date.parse(pod.createdAt),
        exportValue: ({ pod }) => pod.createdAt,
        cell: ({ pod }) => formatAge(now - Date.parse(pod.createdAt), t),
      },
      {
        id: 'node',
        title: t('stats.columns.node'),
        optional: true,
        sortBy: ({ pod }) => pod.node,
        cell: ({ pod }) => pod.node ?? '',
      },
    ],
    [t, n, now, thresholds, onOpen],
  );
}
