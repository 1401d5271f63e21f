import type { ExplainedNumber } from '@backstage-mesh/plugin-service-mesh-common';
import { useRef } from 'react';
import { TimeChart } from '../chart';
import {
  CloseButton,
  Explained,
  NumberTone,
  successTone,
  useTabPaths,
} from '../components';
import { formatDuration, formatMoment } from '../format';
import { GraphNode } from '../graph';
import { judgedSuccess, useThresholds } from '../health';
import { Finding, SeriesId, metricSeries } from '../history';
import { useKeyDown, useNumbers, useTranslate } from '../hooks';
import { nodeName } from '../names';
import { comparePath } from '../timeTravel/comparePath';
import { nextChange } from '../timeTravel/moments';
import { Remembered, spanCut } from './Remembered';
import { seriesFormat } from './changeText';
import styles from './ChartPanel.module.css';

const EXPLAINED: Record<SeriesId, ExplainedNumber> = {
  success: 'success',
  requests: 'requests',
  failures: 'failures',
  p50: 'latency',
  p95: 'latency',
  p99: 'latency',
  connections: 'connections',
};

/** One number of a workload over time, large. */
export function ChartPanel(props: {
  id: SeriesId;
  self: GraphNode;
  finding: Finding;
  onClose(): void;
}) {
  const { id, self, finding, onClose } = props;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const { topology } = useTabPaths();
  const ref = useRef<HTMLElement>(null);
  useKeyDown(ref, event => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    }
  });
  const { steps, history } = finding;
  const client = self.health.judgedBy === 'outbound';
  const series = metricSeries(
    steps,
    client ? history.outbound : history.inbound,
    id,
    history.rememberedSince,
  );
  if (!series) {
    return null;
  }
  const span = formatDuration(steps.spanSteps * steps.stepSeconds * 1000, t);
  let tone: NumberTone = 'plain';
  if (id === 'success' || id === 'failures') {
    tone = successTone(judgedSuccess(self.node.stats), thresholds);
  }
  const since = spanCut(finding);
  const what = {
    metric: t(`stats.cells.${id}`),
    name: nodeName(self.node, t),
  };
  const title =
    since === undefined
      ? t('stats.chart.title', { ...what, span })
      : t('stats.chart.titleSince', { ...what, time: formatMoment(since, t) });
  return (
    <section ref={ref} className={styles.panel} aria-label={title}>
      <div className={styles.head}>
        <h3>{title}</h3>
        <span className={styles.note}>
          {since === undefined && t('stats.chart.dashed', { span })}{' '}
          {t('stats.chart.note')} <Remembered finding={finding} />
        </span>
        <CloseButton onPress={onClose} />
      </div>
      <TimeChart
        series={series}
        label={title}
        tone={tone}
        changes={history.changes}
        format={seriesFormat(id, n)}
        explain={number => (
          <Explained
            request={{
              number: EXPLAINED[id],
              subject: client ? 'outbound' : 'workload',
              workloadId: self.id,
              steps: { seconds: steps.stepSeconds, count: 1 },
            }}
          >
            {number}
          </Explained>
        )}
        spanBefore={t('stats.chart.spanBefore', { span })}
        comparePath={
          topology
            ? change =>
                comparePath(
                  topology,
                  change.at,
                  Date.now(),
                  nextChange(history.changes, change)?.at,
                )
            : undefined
        }
      />
    </section>
  );
}
