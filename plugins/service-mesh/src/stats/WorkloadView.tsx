import type { WorkloadStats } from '@backstage-mesh/plugin-service-mesh-common';
import { Button } from '@backstage/ui';
import { RiPulseLine } from '@remixicon/react';
import { useMemo } from 'react';
import { useNavigate } from 'react-router-dom';
import { tapPath } from '../address';
import { HealthShape, KindGlyph, Notice, useTabPaths } from '../components';
import { GraphNode, peerGraph } from '../graph';
import { useThresholds } from '../health';
import { Page, WINDOWS, useNumbers, useTranslate } from '../hooks';
import { NoMetrics, NoTraffic, NotMeshed } from '../states';
import { judgeVerdict, verdictSentence, verdictState } from '../verdict';
import { MetricCells } from './MetricCells';
import { NeighbourChart } from './NeighbourChart';
import { PeerTable } from './PeerTable';
import { PodTable } from './PodTable';
import { TcpTable } from './TcpTable';
import styles from './WorkloadView.module.css';

/** Everything about one workload. */
export function WorkloadView(props: {
  page: Page;
  stats: WorkloadStats;
  /** Several workloads are on screen: each says its name. */
  titled: boolean;
  stale: boolean;
  onRefresh(): void;
}) {
  const { page, stats, titled, stale, onRefresh } = props;
  const { workload } = stats;
  const thresholds = useThresholds();
  const graph = useMemo(
    () => peerGraph(stats, thresholds),
    [stats, thresholds],
  );
  const self = graph.nodes.get(workload.id) as GraphNode;
  const name = workload.name ?? page.name;
  const quiet = self.health.state === 'no-traffic';
  const cluster = page.clusters.data?.clusters.find(
    each => each.name === workload.cluster,
  );
  const unmeasured =
    self.health.state === 'not-measured' && cluster?.metrics.source === 'none';
  const meshless =
    workload.meshed !== undefined &&
    workload.meshed.running < workload.meshed.total;
  const longer = WINDOWS[WINDOWS.findIndex(each => each === page.window) + 1];
  const { tap } = useTabPaths();
  const navigate = useNavigate();
  const path = tap && tapPath(tap, workload);
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
      <VerdictBanner page={page} graph={graph} self={self} />
      {unmeasured && cluster && (
        <NoMetrics cluster={cluster} onRetry={onRefresh} />
      )}
      {meshless && workload.meshed && workload.namespace && (
        <NotMeshed
          name={name}
          kind={workload.kind}
          namespace={workload.namespace}
          meshed={workload.meshed}
          meshId={cluster?.mesh?.id}
        />
      )}
      {quiet && (
        <NoTraffic
          name={name}
          window={page.window}
          meshed={workload.meshed}
          longer={longer}
          onLonger={() => page.url.set({ window: longer })}
          onTap={path ? () => navigate(path) : undefined}
        />
      )}
      <MetricCells stats={stats} self={self} graph={graph} />
      <NeighbourChart graph={graph} self={self} window={page.window} />
      <div className={styles.pair}>
        <PeerTable
          direction="inbound"
          graph={graph}
          self={self}
          window={page.window}
        />
        <PeerTable
          direction="outbound"
          graph={graph}
          self={self}
          window={page.window}
        />
      </div>
      <div className={styles.pair}>
        <PodTable stats={stats} />
        <TcpTable graph={graph} self={self} />
      </div>
    </section>
  );
}

function VerdictBanner(props: {
  page: Page;
  graph: ReturnType<typeof peerGraph>;
  self: GraphNode;
}) {
  const { page, graph, self } = props;
  const t = useTranslate();
  const n = useNumbers();
  const navigate = useNavigate();
  const { tap } = useTabPaths();
  const verdict = judgeVerdict(graph, self);
  const state = verdictState(verdict);
  const failing = state === 'failing' || state === 'failing-because';
  const callee =
    verdict.type === 'failing-callee' ? verdict.callee.node : undefined;
  const path = tap && tapPath(tap, self.node, callee);
  let tone: 'fail' | 'warn' | 'quiet' = 'quiet';
  if (failing) {
    tone = 'fail';
  } else if (state === 'degraded') {
    tone = 'warn';
  }
  return (
    <div className={styles.verdict} data-tone={tone}>
      <Notice
        tone={tone}
        icon={<HealthShape state={state} size={17} />}
        actions={
          path && tone !== 'quiet' ? (
            <Button
              size="small"
              variant="primary"
              iconStart={<RiPulseLine />}
              onPress={() => navigate(path)}
            >
              {t('stats.actions.tapFailing')}
            </Button>
          ) : undefined
        }
      >
        <span className={styles.sentence}>
          {verdictSentence(verdict, page.window, t, n)}
        </span>
      </Notice>
    </div>
  );
}
