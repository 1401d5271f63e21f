import type { WorkloadStats } from '@backstage-mesh/plugin-service-mesh-common';
import { Sparkline } from '../chart';
import { Explained, MetricNumber } from '../components';
import { formatDuration } from '../format';
import { GraphNode, MeshGraph, nodeStats } from '../graph';
import { Finding, SeriesId, changeSince, metricSeries } from '../history';
import { useNumbers, useTranslate } from '../hooks';
import { nodeName } from '../names';
import { rememberedText } from './Remembered';
import { changeText } from './changeText';
import { MetricCell, useMetricCells } from './useMetricCells';
import styles from './MetricCells.module.css';

/** The golden metrics of a workload in one row, with the hours behind them. */
export function MetricCells(props: {
  stats: WorkloadStats;
  self: GraphNode;
  graph: MeshGraph;
  finding: Finding | undefined;
  /** Whether the numbers are compared with the span before. */
  compared: boolean;
  /** The number whose chart is open. */
  charted: SeriesId | undefined;
  onChart(series: SeriesId): void;
}) {
  const { stats, self, graph, finding, compared, charted, onChart } = props;
  const t = useTranslate();
  const client = self.health.judgedBy === 'outbound';
  const cells = useMetricCells(stats, self, graph);
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
                  stats: nodeStats(self, graph),
                }}
              >
                <MetricNumber
                  text={cell.text}
                  tone={cell.tone}
                  reason={cell.reason}
                  strong
                />
              </Explained>
              {compared && (
                <CellChange cell={cell} client={client} finding={finding} />
              )}
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
function cellSeries(
  cell: MetricCell,
  client: boolean,
  finding: Finding | undefined,
) {
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
  cell: MetricCell;
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
  const span = formatDuration(spanSteps * stepSeconds * 1000, t);
  const { text, words } = changeText(series.id, change, span, t, n);
  return (
    <span className={styles.change} role="img" aria-label={words} title={words}>
      {text}
    </span>
  );
}

function CellChart(props: {
  cell: MetricCell;
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
      t('stats.chart.gaps', {
        count: gaps,
        total: String(series.measured.length),
      }),
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
