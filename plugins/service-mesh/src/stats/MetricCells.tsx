import type {
  ExplainedNumber,
  ExplainedSubject,
  WorkloadStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import { ReactNode } from 'react';
import { Sparkline } from '../chart';
import {
  Explained,
  HealthShape,
  Lock,
  MetricNumber,
  NumberTone,
  successTone,
} from '../components';
import { formatAge, formatDuration } from '../format';
import { GraphEdge, GraphNode, MeshGraph, nodeStats } from '../graph';
import {
  failuresPerSecond,
  hasRequestNumbers,
  useThresholds,
  judgedSuccess,
} from '../health';
import { Finding, SeriesId, changeSince, metricSeries } from '../history';
import { useNow, useNumbers, useTranslate } from '../hooks';
import { nodeName } from '../names';
import { rememberedText } from './Remembered';
import { changeText } from './changeText';
import styles from './MetricCells.module.css';

interface Cell {
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

/** The golden metrics of a workload in one row, with the hours behind them. */
export function MetricCells(props: {
  stats: WorkloadStats;
  self: GraphNode;
  graph: MeshGraph;
  finding: Finding | undefined;
  /** The number whose chart is open. */
  charted: SeriesId | undefined;
  onChart(series: SeriesId): void;
}) {
  const { stats, self, graph, finding, charted, onChart } = props;
  const t = useTranslate();
  const client = self.health.judgedBy === 'outbound';
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
          <div
            key={cell.id}
            className={styles.cell}
            data-wide={cell.series !== undefined}
            data-charted={cell.series !== undefined && cell.series === charted}
          >
            <dt className={styles.label}>
              {cell.mark}
              {cell.label}
            </dt>
            <dd className={styles.value}>
              <Explained
                request={{
                  number: cell.explain,
                  subject: cell.subject ?? (client ? 'outbound' : 'workload'),
                  workloadId: self.id,
                }}
              >
                <MetricNumber
                  text={cell.text}
                  tone={cell.tone}
                  reason={cell.reason}
                  strong
                />
              </Explained>
              <CellChange cell={cell} client={client} finding={finding} />
            </dd>
            {cell.notes?.map((note, index) => (
              // notes of a cell never change their order
              <dd key={`${cell.id}-${index}`} className={styles.note}>
                {note}
              </dd>
            ))}
            <CellChart
              cell={cell}
              client={client}
              finding={finding}
              open={cell.series !== undefined && cell.series === charted}
              onChart={onChart}
            />
          </div>
        ))}
      </dl>
    </div>
  );
}

/** The series of a cell: of what a workload answers, or of the calls that a pure client makes. */
function cellSeries(cell: Cell, client: boolean, finding: Finding | undefined) {
  if (!finding || !cell.series) {
    return undefined;
  }
  const { steps, history } = finding;
  return metricSeries(
    steps,
    client ? history.outbound : history.inbound,
    cell.series,
    history.rememberedSince,
  );
}

function CellChange(props: {
  cell: Cell;
  client: boolean;
  finding: Finding | undefined;
}) {
  const { cell, client, finding } = props;
  const t = useTranslate();
  const n = useNumbers();
  const series = cellSeries(cell, client, finding);
  const change = series && changeSince(series.id, cell.value, series.before);
  if (!finding || !series || !change) {
    return null;
  }
  const { spanSteps, stepSeconds } = finding.steps;
  const span = formatDuration(spanSteps * stepSeconds * 1000);
  const { text, words } = changeText(series.id, change, span, t, n);
  return (
    <span className={styles.change} role="img" aria-label={words} title={words}>
      {text}
    </span>
  );
}

function CellChart(props: {
  cell: Cell;
  client: boolean;
  finding: Finding | undefined;
  open: boolean;
  onChart(series: SeriesId): void;
}) {
  const { cell, client, finding, open, onChart } = props;
  const t = useTranslate();
  const series = cellSeries(cell, client, finding);
  if (!finding || !series) {
    return null;
  }
  const gaps = series.measured.filter(measured => !measured).length;
  const about = [
    t('stats.chart.open', { name: cell.label }),
    gaps > 0 &&
      t('stats.chart.gaps', { count: gaps, total: series.measured.length }),
    rememberedText(finding, t),
  ]
    .filter(Boolean)
    .join(' ');
  return (
    <dd className={styles.chart}>
      <button
        type="button"
        className={styles.spark}
        aria-expanded={open}
        aria-label={about}
        title={about}
        onClick={() => onChart(series.id)}
      >
        <Sparkline
          series={series}
          tone={cell.tone}
          changes={finding.history.changes}
        />
      </button>
    </dd>
  );
}

function useTrafficCells(self: GraphNode, graph: MeshGraph): Cell[] {
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
  const cells: Cell[] = [
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
    ...(['p50', 'p95', 'p99'] as const).map<Cell>(quantile => ({
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
      t('stats.cells.newest', { duration: formatAge(now - newest) }),
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
      explain: 'mtls',
      subject: 'workload',
    },
  ];
}
