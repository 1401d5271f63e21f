import type { Topology } from '@backstage-mesh/plugin-service-mesh-common';
import { Button } from '@backstage/ui';
import { RiSearchLine } from '@remixicon/react';
import { useMemo } from 'react';
import { useNavigate } from 'react-router-dom';
import { tapPath, tapPathOfCall } from '../address';
import { useEntityFacts } from '../catalog';
import { EmptyState, useTapPath } from '../components';
import { useFind } from '../find';
import {
  MeshGraph,
  filterGraph,
  judgePast,
  compareEdges,
  markChanges,
  modelTopology,
} from '../graph';
import {
  ChangeNotice,
  MeshGraphView,
  groupingOfPart,
  useChanges,
  useGraphActions,
  useGroupedGraph,
} from '../graph-view';
import { useThresholds } from '../health';
import { findingsOf } from '../history';
import {
  Page,
  useElementSize,
  useHistory,
  useNumbers,
  useTranslate,
} from '../hooks';
import { periodPhrase } from '../names';
import { LoadingFrame, NothingRuns } from '../states';
import { EdgePanel } from './EdgePanel';
import { NeighbourList } from './NeighbourList';
import { NodePanel } from './NodePanel';
import { adviceFor } from './adviceFor';
import { TopologyTable } from './TopologyTable';
import { VerdictLine } from './VerdictLine';
import styles from './TopologyView.module.css';

/** One answer as a graph or a table, with the panel of what is picked. */
export function TopologyView(props: {
  page: Page;
  topology: Topology;
  view: string;
  query: string;
  onClearQuery(): void;
  onShowGraph(): void;
  hops: string;
  cluster: string | undefined;
  foldLegend: boolean;
  takeFocus: boolean;
  /** The numbers are older ones: the last tries to get new ones failed. */
  stale: boolean;
  /** Pixels that stand below it on the page. */
  below: number;
  onRefresh(): void;
}) {
  const { page, topology, view, query, hops, cluster, foldLegend } = props;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const [frameRef, size] = useElementSize();

  const history = useHistory(page, page.window);
  const findings = useMemo(
    () => findingsOf(topology, history, thresholds),
    [topology, history, thresholds],
  );
  const whole = useMemo(
    () => judgePast(modelTopology(topology, thresholds), findings, thresholds),
    [topology, findings, thresholds],
  );
  const { focusId, pinned, selected } = useGraphActions();
  const graph = useMemo(
    () =>
      filterGraph(whole, {
        cluster,
        around: focusId ? { id: focusId, hops: Number(hops) } : undefined,
        keep: pinned,
      }),
    [whole, cluster, focusId, hops, pinned],
  );
  const question = `${page.entityRef} ${hops} ${cluster ?? ''} ${
    focusId ?? ''
  }`;
  const refs = useMemo(
    () => [...graph.nodes.values()].flatMap(({ node }) => node.entityRefs),
    [graph],
  );
  const { found } = useFind(query, graph, useEntityFacts(refs));
  const changed = useChanges(graph, {
    // the past does not change
    scope: page.end === undefined ? `${question} ${page.window}` : undefined,
    topology,
    selectedId: selected?.id,
  });
  const changes = changed?.changes;
  const marked = useMemo(
    () => (changes ? markChanges(graph, changes) : graph),
    [graph, changes],
  );

  const { drawn, catalog, toggle } = useGroupedGraph(
    whole,
    groupingOfPart(graph, page.entity.kind),
    page.url,
    marked,
  );

  if (graph.nodes.size === 0) {
    return <NothingRuns page={page} onRetry={props.onRefresh} />;
  }
  const clusters = new Set(
    [...graph.nodes.values()].map(({ node }) => node.cluster),
  );
  const home = [...graph.nodes.values()].find(({ focus }) => focus)?.node;
  const whenIn = (of: string) => periodPhrase(topology, of, page.time, t);
  const when = whenIn(home?.cluster ?? '');
  const placeholder = <LoadingFrame name={page.name} clusters={[]} />;
  const advice = adviceFor(page, graph, when, props.onRefresh);
  const shared = { graph, showCluster: clusters.size > 1, found };
  return (
    <div
      ref={frameRef}
      className={styles.frame}
      data-view={view}
      data-stale={props.stale}
      style={
        view === 'graph'
          ? {
              height: `max(480px, calc(100dvh - ${
                (size?.top ?? 0) + props.below + 24
              }px))`,
            }
          : undefined
      }
    >
      <div className={styles.main}>
        {found && found.size === 0 ? (
          <EmptyState
            icon={<RiSearchLine size={18} />}
            title={t('states.nothingFound.title', { query })}
            actions={
              <Button
                size="small"
                variant="primary"
                onPress={props.onClearQuery}
              >
                {t('states.nothingFound.clear')}
              </Button>
            }
          >
            <p>
              {t('states.nothingFound.text', {
                amount: n.count(graph.nodes.size),
              })}
            </p>
          </EmptyState>
        ) : (
          <>
            <VerdictLine graph={graph} when={when} findings={findings} />
            {changed && <ChangeNotice found={changed} />}
            {advice}
            {view === 'table' && <TopologyTable {...shared} when={when} />}
            {view === 'list' && (
              <NeighbourList
                {...shared}
                whenIn={whenIn}
                onShowGraph={props.onShowGraph}
              />
            )}
            {view === 'graph' && (
              <div className={styles.canvas}>
                {catalog === 'waiting' ? (
                  placeholder
                ) : (
                  <MeshGraphView
                    {...shared}
                    graph={drawn}
                    onToggleGroup={toggle}
                    found={found && new Set([...found, ...pinned])}
                    name={page.name}
                    scope={drawn.groups ? `${question} ${catalog}` : question}
                    homeNamespace={home?.namespace}
                    foldLegend={foldLegend || advice !== undefined}
                    placeholder={placeholder}
                  />
                )}
              </div>
            )}
          </>
        )}
      </div>
      <Details {...props} graph={graph} whenIn={whenIn} />
    </div>
  );
}

/** The panel of what is picked, while it is in the graph. */
function Details(props: {
  graph: MeshGraph;
  whenIn(cluster: string): string;
  takeFocus: boolean;
}) {
  const { graph, whenIn, takeFocus } = props;
  const { selected, select } = useGraphActions();
  const navigate = useNavigate();
  const tap = useTapPath();
  const shared = {
    graph,
    whenIn,
    takeFocus,
    onClose: () => select(undefined),
  };
  if (selected?.type === 'node') {
    const node = graph.nodes.get(selected.id);
    const path = tap && node?.focus ? tapPath(tap, node.node) : undefined;
    return node ? (
      <NodePanel
        {...shared}
        node={node}
        onTap={path ? () => navigate(path) : undefined}
      />
    ) : null;
  }
  const edge = selected && graph.edges.get(selected.id);
  if (!edge) {
    return null;
  }
  const source = graph.nodes.get(edge.source);
  const target = graph.nodes.get(edge.target);
  const path = tap && tapPathOfCall(tap, edge.edge.protocol, source, target);
  const together = (graph.outgoing.get(edge.source) ?? []).filter(
    ({ target: end }) => end === edge.target,
  );
  return (
    <EdgePanel
      {...shared}
      edges={[...together].sort(compareEdges)}
      onTap={path ? () => navigate(path) : undefined}
    />
  );
}
