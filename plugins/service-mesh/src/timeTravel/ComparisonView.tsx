import {
  Timeline,
  TopologyComparison,
  compareTopologies,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Button } from '@backstage/ui';
import { RiHistoryLine } from '@remixicon/react';
import { useMemo, useRef } from 'react';
import { readTexts } from '../address';
import type { Grouping } from '../catalog';
import { EmptyState, HealthShape } from '../components';
import { formatClock, formatSpan } from '../format';
import { modelTopology } from '../graph';
import { MeshGraphView, groupingOfPart, useGroupedGraph } from '../graph-view';
import { useThresholds } from '../health';
import { usePoll, useElementSize, useTranslate } from '../hooks';
import { LoadingFrame, reasonOf } from '../states';
import { rangeLabel } from '../names';
import { ChangeList } from './ChangeList';
import { changeTitle } from './changeTitle';
import { ComparisonNotices } from './ComparisonNotices';
import {
  changeBetween,
  comparisonNotes,
  mergedChanges,
  noteText,
} from './comparisonNotes';
import { comparisonIn } from './comparisonIn';
import { comparisonSentence, judgeComparison } from './comparisonVerdict';
import { changedGraph, differenceGraph } from './differenceGraph';
import { DifferenceLegend } from './DifferenceLegend';
import { lastDeploy } from './moments';
import type { ComparedRanges } from './timeTravelAddress';
import { useTapOfFailing } from './useTapOfFailing';
import type { TimeTravel } from './useTimeTravel';
import styles from './ComparisonView.module.css';

/** What was compared does not change; what ends now does by a little. */
const INTERVAL = 600_000;

/** Two moments on one graph, with the list of what changed. */
export function ComparisonView(props: {
  travel: TimeTravel;
  compared: ComparedRanges;
  timeline: Timeline | null | undefined;
  /** What is compared, for its accessible name. */
  name: string;
  narrow: boolean;
  /** Height of what stands below. */
  below: number;
  showGraph: boolean;
  grouping?: Grouping;
  onShowGraph(): void;
  linkCopied: boolean;
  onShare(): void;
}) {
  const { travel, compared, name } = props;
  const { api, scope } = travel.place;
  const t = useTranslate();
  const { a, b } = compared;
  const seconds = Math.round((b.to - b.from) / 1000);
  const question = {
    window: `${seconds}s`,
    before: new Date(a.to).toISOString(),
    end: new Date(b.to).toISOString(),
  };
  const poll = usePoll<TopologyComparison>(
    api,
    `comparison ${JSON.stringify([scope, question])}`,
    signal => api.getComparison(scope, { ...question, signal }),
    INTERVAL,
  );
  // while another moment is asked about, the last answer stays, and whoever moves through time keeps the focus
  const last = useRef<{ comparison: TopologyComparison; of: ComparedRanges }>();
  if (poll.data) {
    last.current = { comparison: poll.data, of: compared };
  }
  if (!last.current || (!poll.data && poll.error)) {
    return poll.error ? (
      <EmptyState
        icon={<RiHistoryLine size={18} />}
        title={t('timeTravel.failed')}
        actions={
          <Button size="small" variant="primary" onPress={poll.refresh}>
            {t('timeTravel.retry')}
          </Button>
        }
      >
        <p>{reasonOf(poll.error)}</p>
      </EmptyState>
    ) : (
      <LoadingFrame name={name} clusters={[]} />
    );
  }
  return (
    <Compared
      {...props}
      compared={last.current.of}
      comparison={last.current.comparison}
      stale={!poll.data}
    />
  );
}

function Compared(
  props: Parameters<typeof ComparisonView>[0] & {
    comparison: TopologyComparison;
    /** Another answer is on its way. */
    stale: boolean;
  },
) {
  const { travel, compared, name, narrow, below } = props;
  const { side, place } = travel;
  const { grouping } = props;
  const cluster = place.url.get('cluster');
  const comparison = useMemo(
    () => comparisonIn(props.comparison, readTexts(cluster)),
    [props.comparison, cluster],
  );
  const t = useTranslate();
  const thresholds = useThresholds();
  const [frameRef, size] = useElementSize();
  const differences = useMemo(
    () => compareTopologies(comparison),
    [comparison],
  );
  const whole = useMemo(
    () => differenceGraph(comparison, differences, thresholds),
    [comparison, differences, thresholds],
  );
  const onlyChanged = travel.shows === 'changed';
  const graph = useMemo(() => {
    if (side !== 'difference') {
      const topology = side === 'a' ? comparison.before : comparison.after;
      return modelTopology(topology, thresholds);
    }
    return whole;
  }, [side, whole, comparison, thresholds]);
  const shown = useMemo(
    () => (side === 'difference' && onlyChanged ? changedGraph(graph) : graph),
    [side, onlyChanged, graph],
  );
  const { drawn, catalog, toggle } = useGroupedGraph(
    graph,
    grouping ?? groupingOfPart(graph),
    place.url,
    shown,
  );
  const tap = useTapOfFailing(whole, differences.differences);

  const verdict = judgeComparison(differences);
  const { a, b } = compared;
  const changes = mergedChanges(comparison.changes, props.timeline);
  const deploy = changeBetween(compared, changes, travel.changeAt);
  const deployName = deploy && changeTitle(deploy);
  const notes = comparisonNotes(compared, deploy, changes, Date.now()).map(
    note => noteText(note, t),
  );
  const newest = lastDeploy(props.timeline?.changes ?? []);
  if (newest && !travel.canCompare(newest)) {
    notes.push(
      t('timeTravel.notes.tooNew', {
        name: changeTitle(newest),
        time: formatClock(newest.at),
      }),
    );
  }
  const when = deployName
    ? { change: deployName }
    : { a: rangeLabel(a, t), b: rangeLabel(b, t) };
  const span = formatSpan(b.to - b.from, t);
  const lead = deployName
    ? t('timeTravel.list.leadDeploy', { window: span, name: deployName })
    : t('timeTravel.list.lead', { a: rangeLabel(a, t), b: rangeLabel(b, t) });
  const sentence = comparisonSentence(verdict, when, t);
  const home = [...whole.nodes.values()].find(({ focus }) => focus)?.node;
  const clusters = new Set(
    [...whole.nodes.values()].map(({ node }) => node.cluster),
  );
  const showGraph = !narrow || props.showGraph;
  const placeholder = <LoadingFrame name={name} clusters={[]} />;
  const list = (
    <ChangeList
      lead={lead}
      name={name}
      graph={whole}
      comparison={comparison}
      differences={differences}
      ranges={compared}
      linkCopied={props.linkCopied}
      onShare={props.onShare}
      onTap={tap}
    />
  );
  return (
    <div
      ref={frameRef}
      className={styles.frame}
      data-graph={showGraph}
      data-stale={props.stale}
      aria-busy={props.stale}
      style={{
        ['--sm-frame' as string]: `max(420px, calc(100dvh - ${
          (size?.top ?? 0) + below
        }px))`,
      }}
    >
      <div className={styles.main}>
        <div className={styles.verdict}>
          <HealthShape
            state={
              (
                {
                  worse: 'failing',
                  better: 'healthy',
                  changed: 'no-traffic',
                  same: 'healthy',
                  unknown: 'not-measured',
                } as const
              )[verdict.state]
            }
            size={16}
          />
          <span>
            {verdict.state === 'unknown'
              ? t('timeTravel.notRemembered.title')
              : sentence}
            {notes.length > 0 && (
              <span className={styles.notes}> {notes.join(' ')}</span>
            )}
          </span>
        </div>
        <p className={styles.hidden} role="status">
          {t('timeTravel.announce', {
            a: rangeLabel(a, t),
            b: rangeLabel(b, t),
            verdict: [sentence, ...notes].join(' '),
          })}
        </p>
        <ComparisonNotices comparison={comparison} />
        {showGraph ? (
          <div className={styles.canvas}>
            {catalog === 'waiting' ? (
              placeholder
            ) : (
              <MeshGraphView
                graph={drawn}
                name={name}
                scope={`compare ${JSON.stringify(place.scope)} ${
                  grouping ?? ''
                } ${catalog}`}
                onToggleGroup={toggle}
                showCluster={clusters.size > 1}
                homeNamespace={home?.namespace}
                foldLegend
                placeholder={placeholder}
              />
            )}
            {side === 'difference' && <DifferenceLegend />}
          </div>
        ) : (
          <Button
            size="small"
            variant="secondary"
            className={styles.showGraph}
            onPress={props.onShowGraph}
          >
            {t('topology.showGraph')}
          </Button>
        )}
      </div>
      {list}
    </div>
  );
}
