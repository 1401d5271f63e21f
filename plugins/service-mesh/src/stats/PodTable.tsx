import {
  Health,
  PodStats,
  WorkloadStats,
  compareWorstFirst,
  judgeHealth,
} from '@backstage-mesh/plugin-service-mesh-common';
import { useMemo } from 'react';
import {
  HEALTH_MESSAGES,
  HealthShape,
  SortableTable,
  TableColumn,
} from '../components';
import { formatDuration, splitPodName } from '../format';
import { useThresholds } from '../health';
import { useNow, useNumbers, useTranslate } from '../hooks';
import { TableCard } from './TableCard';
import { trafficColumns } from './trafficColumns';
import styles from './TableCard.module.css';

interface PodRow {
  pod: PodStats;
  health: Health;
  errors: WorkloadStats['errors'];
}

/** The pods of a workload with their own numbers and what Kubernetes says of them. */
export function PodTable({ stats }: { stats: WorkloadStats }) {
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const columns = useColumns();
  const rows = useMemo(
    () =>
      stats.pods.map<PodRow>(pod => {
        const errors = stats.errors.filter(error => error.pod === pod.name);
        return {
          pod,
          errors,
          health: pod.meshed
            ? judgeHealth(
                { stats: pod.stats, podTrouble: errors.length > 0 },
                thresholds,
              )
            : { state: 'not-measured', judgedBy: 'inbound' },
        };
      }),
    [stats, thresholds],
  );
  return (
    <TableCard
      title={t('stats.pods')}
      count={n.count(rows.length)}
      empty={rows.length === 0 ? t('stats.noPods') : undefined}
    >
      <SortableTable
        label={t('stats.pods')}
        columns={columns}
        rows={rows}
        rowKey={rowKey}
        compare={compareRows}
      />
    </TableCard>
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

function useColumns(): TableColumn<PodRow>[] {
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
            <span className={styles.name} title={pod.name}>
              <HealthShape
                state={health.state}
                size={12}
                label={t(HEALTH_MESSAGES[health.state])}
              />
              <span>
                <span className={styles.head}>{head}</span>
                <span className={styles.tail}>{tail}</span>
              </span>
              {!pod.meshed && (
                <span className={styles.detail}>{t('stats.noProxy')}</span>
              )}
            </span>
          );
        },
      },
      ...trafficColumns<PodRow>(
        ({ pod }) => pod.stats,
        ['p99'],
        thresholds,
        t,
        n,
      ),
      {
        id: 'status',
        title: t('stats.columns.status'),
        sortBy: ({ pod }) => pod.status,
        cell: ({ pod, errors }) => (
          <span
            title={errors.map(error => error.message).join('\n') || undefined}
          >
            {pod.status}
          </span>
        ),
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
        numeric: true,
        optional: true,
        sortBy: ({ pod }) => -Date.parse(pod.createdAt),
        cell: ({ pod }) => formatDuration(now - Date.parse(pod.createdAt)),
      },
      {
        id: 'node',
        title: t('stats.columns.node'),
        optional: true,
        sortBy: ({ pod }) => pod.node,
        cell: ({ pod }) => pod.node ?? '',
      },
    ],
    [t, n, now, thresholds],
  );
}
