import type {
  ExplainedNumber,
  ExplainedSubject,
  WorkloadStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import { ReactNode } from 'react';
import { HealthShape, Lock, NumberTone, successTone } from '../components';
import { formatAge } from '../format';
import { GraphEdge, GraphNode, MeshGraph, nodeStats } from '../graph';
import {
  failuresPerSecond,
  hasRequestNumbers,
  useThresholds,
  judgedSuccess,
} from '../health';
import type { SeriesId } from '../history';
import { useNow, useNumbers, useTranslate } from '../hooks';
import styles from './MetricCells.module.css';

/** One golden metric, ready to be shown. */
export interface MetricCell {
  id: string;
  label: string;
  text: string;
  tone?: NumberTone;
  reason?: string;
  mark?: ReactNode;
  notes?: ReactNode[];
  explain: ExplainedNumber;
  /** Whose number it is, where not what the workload answers. */
  subject?: ExplainedSubject;
  /** What is drawn below it, and what it is compared with. */
  series?: SeriesId;
  value?: number;
}

/** The golden metrics of a workload: its traffic, its pods, and how much of what it gets is encrypted. */
export function useMetricCells(
  stats: WorkloadStats,
  self: GraphNode,
  graph: MeshGraph,
): MetricCell[] {
  return [
    ...useTrafficCells(self, graph),
    ...usePodCells(stats),
    ...useEncryptionCells(graph.incoming.get(self.id) ?? []),
  ];
}

function useTrafficCells(self: GraphNode, graph: MeshGraph): MetricCell[] {
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const client = self.health.judgedBy === 'outbound';
  const stats = nodeStats(self, graph);
  const reason = t('unknown.generic');
  if (!hasRequestNumbers(stats) && (stats.tcp?.openConnections ?? 0) > 0) {
    return [
      {
        id: 'connections',
        label: t('stats.cells.connections'),
        text: n.count(stats.tcp?.openConnections),
        mark: <HealthShape state={self.health.state} size={12} />,
        reason,
        explain: 'connections',
        series: 'connections',
        value: stats.tcp?.openConnections,
      },
      {
        id: 'read',
        label: t('stats.cells.read'),
        text: n.bytesPerSecond(stats.tcp?.readBytesPerSecond),
        reason,
        explain: 'bytes',
      },
      {
        id: 'write',
        label: t('stats.cells.write'),
        text: n.bytesPerSecond(stats.tcp?.writeBytesPerSecond),
        reason,
        explain: 'bytes',
      },
    ];
  }
  const tone = successTone(judgedSuccess(stats), thresholds);
  const mark = <HealthShape state={self.health.state} size={12} />;
  const failures = failuresPerSecond(stats);
  const cells: MetricCell[] = [
    {
      id: 'success',
      label: t('stats.cells.success'),
      text: n.success(stats.successRate, stats.counts?.failures),
      tone,
      mark,
      reason: t('unknown.success'),
      explain: 'success',
      series: 'success',
      value: stats.successRate,
    },
    {
      id: 'requests',
      label: t('stats.cells.requests'),
      text: n.rps(stats.requestsPerSecond),
      reason,
      explain: 'requests',
      series: 'requests',
      value: stats.requestsPerSecond,
    },
    {
      id: 'failures',
      label: t('stats.cells.failures'),
      text: n.perSecond(failures),
      tone: failures ? tone : 'plain',
      mark: failures && tone !== 'plain' ? mark : undefined,
      reason: t('unknown.success'),
      explain: 'failures',
      series: 'failures',
      value: failures,
    },
  ];
  if (stats.deniedPerSecond) {
    cells.push({
      id: 'denied',
      label: t('stats.cells.denied'),
      text: n.perSecond(stats.deniedPerSecond),
      tone: 'warn',
      explain: 'denied',
    });
  }
  return [
    ...cells,
    ...(['p50', 'p95', 'p99'] as const).map<MetricCell>(quantile => ({
      id: quantile,
      label: t(`stats.cells.${quantile}`),
      text: n.latency(stats.latencyMs?.[quantile]),
      reason: client ? t('unknown.notAsked') : t('unknown.latency'),
      explain: 'latency',
      series: quantile,
      value: stats.latencyMs?.[quantile],
    })),
  ];
}

function usePodCells({ workload, pods }: WorkloadStats): MetricCell[] {
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
      t('stats.cells.newest', { duration: formatAge(now - newest, t) }),
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
      explain: 'meshed',
      subject: 'workload',
    },
  ];
}

/** The share of requests that arrive under the mesh's mutual TLS; left out where one caller's state is unknown. */
function useEncryptionCells(inbound: readonly GraphEdge[]): MetricCell[] {
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
      explain: 'mtls',
      subject: 'workload',
    },
  ];
}
