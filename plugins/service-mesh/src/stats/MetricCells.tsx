import type { WorkloadStats } from '@backstage-mesh/plugin-service-mesh-common';
import { ReactNode } from 'react';
import {
  HealthShape,
  Lock,
  MetricNumber,
  NumberTone,
  successTone,
} from '../components';
import { formatDuration } from '../format';
import { GraphEdge, GraphNode, MeshGraph } from '../graph';
import {
  addStats,
  failuresPerSecond,
  hasRequestNumbers,
  useThresholds,
} from '../health';
import { useNow, useNumbers, useTranslate } from '../hooks';
import { nodeName } from '../names';
import styles from './MetricCells.module.css';

interface Cell {
  id: string;
  label: string;
  text: string;
  tone?: NumberTone;
  reason?: string;
  mark?: ReactNode;
  notes?: ReactNode[];
}

/** The golden metrics of a workload in one row. */
export function MetricCells(props: {
  stats: WorkloadStats;
  self: GraphNode;
  graph: MeshGraph;
}) {
  const { stats, self, graph } = props;
  const t = useTranslate();
  const cells = [
    ...useTrafficCells(self, graph),
    ...usePodCells(stats),
    ...useEncryptionCells(graph.incoming.get(self.id) ?? []),
  ];
  return (
    <div
      role="group"
      aria-label={t('stats.cells.label', { name: nodeName(self.node, t) })}
    >
      <dl className={styles.cells}>
        {cells.map(cell => (
          <div key={cell.id} className={styles.cell}>
            <dt className={styles.label}>
              {cell.mark}
              {cell.label}
            </dt>
            <dd className={styles.value}>
              <MetricNumber
                text={cell.text}
                tone={cell.tone}
                reason={cell.reason}
                strong
              />
            </dd>
            {cell.notes?.map((note, index) => (
              // notes of a cell never change their order
              <dd key={`${cell.id}-${index}`} className={styles.note}>
                {note}
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </div>
  );
}

function useTrafficCells(self: GraphNode, graph: MeshGraph): Cell[] {
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const client = self.health.judgedBy === 'outbound';
  const stats = client
    ? addStats(
        (graph.outgoing.get(self.id) ?? []).map(({ edge }) => edge.stats),
      )
    : self.node.stats;
  const reason = t('unknown.generic');
  if (!hasRequestNumbers(stats) && (stats.tcp?.openConnections ?? 0) > 0) {
    return [
      {
        id: 'connections',
        label: t('stats.cells.connections'),
        text: n.count(stats.tcp?.openConnections),
        mark: <HealthShape state={self.health.state} size={12} />,
        reason,
      },
      {
        id: 'read',
        label: t('stats.cells.read'),
        text: n.bytesPerSecond(stats.tcp?.readBytesPerSecond),
        reason,
      },
      {
        id: 'write',
        label: t('stats.cells.write'),
        text: n.bytesPerSecond(stats.tcp?.writeBytesPerSecond),
        reason,
      },
    ];
  }
  const tone = successTone(stats.successRate, thresholds);
  const mark = <HealthShape state={self.health.state} size={12} />;
  const failures = failuresPerSecond(stats);
  const cells: Cell[] = [
    {
      id: 'success',
      label: t('stats.cells.success'),
      text: n.success(stats.successRate, stats.counts?.failures),
      tone,
      mark,
      reason: t('unknown.success'),
    },
    {
      id: 'requests',
      label: t('stats.cells.requests'),
      text: n.rps(stats.requestsPerSecond),
      reason,
    },
    {
      id: 'failures',
      label: t('stats.cells.failures'),
      text: n.perSecond(failures),
      tone: failures ? tone : 'plain',
      reason: t('unknown.success'),
    },
  ];
  if (stats.deniedPerSecond) {
    cells.push({
      id: 'denied',
      label: t('stats.cells.denied'),
      text: n.perSecond(stats.deniedPerSecond),
      tone: 'warn',
    });
  }
  return [
    ...cells,
    ...(['p50', 'p95', 'p99'] as const).map(quantile => ({
      id: quantile,
      label: t(`stats.cells.${quantile}`),
      text: n.latency(stats.latencyMs?.[quantile]),
      reason: client ? t('unknown.notAsked') : t('unknown.latency'),
    })),
  ];
}

function usePodCells({ workload, pods }: WorkloadStats): Cell[] {
  const t = useTranslate();
  const n = useNumbers();
  const now = useNow(10_000);
  const { meshed } = workload;
  if (!meshed) {
    return [];
  }
  const notes: ReactNode[] = [];
  if (pods.length > 0) {
    const newest = Math.max(...pods.map(pod => Date.parse(pod.createdAt)));
    notes.push(
      t('stats.cells.newest', { duration: formatDuration(now - newest) }),
      t('stats.cells.restarts', {
        count: pods.reduce((sum, pod) => sum + pod.restarts, 0),
      }),
    );
  }
  return [
    {
      id: 'meshed',
      label: t('stats.cells.meshed'),
      text: t('stats.cells.meshedOf', {
        running: n.count(meshed.running),
        total: n.count(meshed.total),
      }),
      tone: meshed.running < meshed.total ? 'warn' : 'plain',
      notes,
    },
  ];
}

/** The share of requests that arrive under the mesh's mutual TLS; left out where one caller's state is unknown. */
function useEncryptionCells(inbound: readonly GraphEdge[]): Cell[] {
  const t = useTranslate();
  const n = useNumbers();
  let encrypted = 0;
  let all = 0;
  for (const { edge } of inbound) {
    const rate = edge.stats.requestsPerSecond ?? 0;
    const share = { mesh: 1, none: 0, opaque: 0, mixed: edge.mtlsShare }[
      edge.mtls ?? 'mixed'
    ];
    if (rate > 0 && share === undefined) {
      return [];
    }
    encrypted += rate * (share ?? 0);
    all += rate;
  }
  if (all === 0) {
    return [];
  }
  return [
    {
      id: 'encrypted',
      label: t('stats.cells.encrypted'),
      text: n.share(encrypted / all),
      tone: encrypted < all ? 'warn' : 'plain',
      notes: [
        <span key="mtls" className={styles.lock}>
          <Lock state={encrypted === all ? 'mesh' : 'mixed'} size={11} />
          {t('stats.cells.mtlsOf', { rate: n.rps(all) })}
        </span>,
      ],
    },
  ];
}
