import type {
  EntityHistory,
  EntityStats,
  WorkloadRules,
  WorkloadStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import { useMemo } from 'react';
import { useNavigate } from 'react-router-dom';
import { tapPath } from '../address';
import { KindGlyph, useTapPath } from '../components';
import { GraphNode, MeshGraph, peerGraph } from '../graph';
import { useThresholds } from '../health';
import { Finding, SeriesId, findInHistory } from '../history';
import { Page, WINDOWS, timeParameters, useTranslate } from '../hooks';
import { periodPhrase } from '../names';
import { NoMetrics, NoTraffic, NotMeshed } from '../states';
import { ChartPanel } from './ChartPanel';
import { EvidenceTable } from './EvidenceTable';
import { MetricCells } from './MetricCells';
import { NeighbourChart } from './NeighbourChart';
import { PeerTable } from './PeerTable';
import { PodTable } from './PodTable';
import { DenialTable, PolicyTable } from './PolicyTables';
import { RouteTable } from './RouteTable';
import { SplitTable } from './SplitTable';
import { TcpTable } from './TcpTable';
import { VerdictBanner } from './VerdictBanner';
import styles from './WorkloadView.module.css';

const SERIES: readonly SeriesId[] = [
  'success',
  'requests',
  'failures',
  'p50',
  'p95',
  'p99',
  'connections',
];

/** Everything about one workload. */
export function WorkloadView(props: {
  page: Page;
  answer: EntityStats;
  stats: WorkloadStats;
  history: EntityHistory | undefined;
  rules: WorkloadRules | undefined;
  /** Several workloads are on screen: each says its name. */
  titled: boolean;
  stale: boolean;
  /** The time on screen is one that the time before can be compared with. */
  compared: boolean;
  onRefresh(): void;
}) {
  const { page, answer, stats, history, rules, titled, stale, compared } =
    props;
  const { onRefresh } = props;
  const { workload } = stats;
  const { url } = page;
  const t = useTranslate();
  const thresholds = useThresholds();
  const finding = useMemo(
    () => findInHistory(history, workload, answer, thresholds),
    [history, workload, answer, thresholds],
  );
  const graph = useMemo(
    () => peerGraph(stats, thresholds, finding),
    [stats, thresholds, finding],
  );
  const self = graph.nodes.get(workload.id) as GraphNode;
  const name = workload.name ?? page.name;
  const when = periodPhrase(answer, workload.cluster, page.time, t);
  const charted = SERIES.find(id => id === url.get('chart'));
  const toggleChart = (id: SeriesId) =>
    url.set({ chart: id === charted ? undefined : id });
  return (
    <section className={styles.workload} aria-label={name} data-stale={stale}>
      {titled && (
        <h2 className={styles.title}>
          <KindGlyph kind={workload.kind} size={17} /> {name}{' '}
          <span>
            {workload.cluster} / {workload.namespace}
          </span>
        </h2>
      )}
      <VerdictBanner graph={graph} self={self} when={when} finding={finding} />
      <WorkloadNotices
        page={page}
        stats={stats}
        self={self}
        when={when}
        onRefresh={onRefresh}
      />
      <MetricCells
        stats={stats}
        self={self}
        graph={graph}
        finding={finding}
        compared={compared}
        charted={charted}
        onChart={toggleChart}
      />
      {charted && finding && (
        <ChartPanel
          id={charted}
          self={self}
          finding={finding}
          onClose={() => url.set({ chart: undefined })}
        />
      )}
      <NeighbourChart graph={graph} self={self} when={when} finding={finding} />
      <Tables
        page={page}
        stats={stats}
        graph={graph}
        self={self}
        rules={rules}
        finding={finding}
        when={when}
      />
    </section>
  );
}

/** Why numbers are missing, and what would bring them. */
function WorkloadNotices(props: {
  page: Page;
  stats: WorkloadStats;
  self: GraphNode;
  when: string;
  onRefresh(): void;
}) {
  const { page, stats, self, when, onRefresh } = props;
  const { workload, pods } = stats;
  const { state } = self.health;
  const tap = useTapPath();
  const navigate = useNavigate();
  const name = workload.name ?? page.name;
  const cluster = page.clusters.data?.clusters.find(
    each => each.name === workload.cluster,
  );
  const unmeasured =
    state === 'not-measured' && cluster?.metrics.source === 'none';
  const meshless =
    workload.meshed !== undefined &&
    workload.meshed.running < workload.meshed.total;
  const { time } = page;
  const longer =
    time.type === 'window'
      ? WINDOWS[WINDOWS.findIndex(each => each === time.window) + 1]
      : undefined;
  const path = tap && tapPath(tap, workload);
  return (
    <>
      {unmeasured && cluster && (
        <NoMetrics cluster={cluster} onRetry={onRefresh} />
      )}
      {meshless && workload.meshed && workload.namespace && (
        <NotMeshed
          name={name}
          kind={workload.kind}
          namespace={workload.namespace}
          meshed={workload.meshed}
          pods={pods.filter(({ meshed }) => !meshed).map(pod => pod.name)}
          meshId={cluster?.mesh?.id}
        />
      )}
      {state === 'no-traffic' && (
        <NoTraffic
          name={name}
          when={when}
          meshed={workload.meshed}
          longer={longer}
          onLonger={() => page.url.set(timeParameters(longer ?? page.window))}
          onTap={path ? () => navigate(path) : undefined}
        />
      )}
    </>
  );
}

/** All tables of a workload: those without rows are single lines at the end. */
function Tables(props: {
  page: Page;
  stats: WorkloadStats;
  graph: MeshGraph;
  self: GraphNode;
  rules: WorkloadRules | undefined;
  finding: Finding | undefined;
  when: string;
}) {
  const { page, stats, graph, self, rules, finding, when } = props;
  return (
    <div className={styles.tables}>
      <PeerTable direction="inbound" graph={graph} self={self} when={when} />
      <PeerTable direction="outbound" graph={graph} self={self} when={when} />
      <EvidenceTable graph={graph} self={self} finding={finding} when={when} />
      <PodTable
        stats={stats}
        onOpen={pod => page.url.set({ pod, chart: undefined })}
      />
      {rules && (
        <>
          {(['inbound', 'outbound'] as const).map(direction => (
            <RouteTable
              key={direction}
              direction={direction}
              routes={rules.routes}
              self={self}
              when={when}
            />
          ))}
          {rules.splits.map(split => (
            <SplitTable
              key={JSON.stringify([split.direction, split.apex])}
              split={split}
              self={self}
            />
          ))}
          <PolicyTable policy={rules.policy} self={self} />
          <DenialTable policy={rules.policy} self={self} when={when} />
        </>
      )}
      <TcpTable graph={graph} self={self} />
    </div>
  );
}
