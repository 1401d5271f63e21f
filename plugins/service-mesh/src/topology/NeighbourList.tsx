import { Button } from '@backstage/ui';
import { RiNodeTree } from '@remixicon/react';
import {
  HealthShape,
  KindGlyph,
  MetricGrid,
  panelMetrics,
} from '../components';
import { explainedNode } from '../explain';
import { MeshGraph, nodeStats } from '../graph';
import { useThresholds } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import { nodeName } from '../names';
import { useGraphActions } from '../graph-view';
import { Neighbours, noneText } from './Neighbours';
import styles from './NeighbourList.module.css';

/** What fits where no graph does: the component's own workloads, each with who calls it and whom it calls. */
export function NeighbourList(props: {
  graph: MeshGraph;
  showCluster: boolean;
  /** Ids that a search found. */
  found: ReadonlySet<string> | undefined;
  /** When the numbers of a cluster were measured, as a part of a sentence. */
  whenIn(cluster: string): string;
  onShowGraph(): void;
}) {
  const { graph, showCluster, found, whenIn, onShowGraph } = props;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const { select } = useGraphActions();
  const isFound = (...ids: string[]) => !found || ids.some(id => found.has(id));
  return (
    <div className={styles.list}>
      {[...graph.nodes.values()]
        .filter(({ focus }) => focus)
        .map(graphNode => [graphNode, graphNode] as const)
        .map(([graphNode, { id, node, health }]) => (
          <section key={id} className={styles.card}>
            <h3 className={styles.title}>
              <HealthShape state={health.state} size={15} />
              <KindGlyph kind={node.kind} />
              <button
                type="button"
                className={styles.open}
                onClick={event =>
                  select({ type: 'node', id }, event.detail === 0)
                }
              >
                {nodeName(node, t)}
              </button>
              {showCluster && (
                <span className={styles.cluster}>{node.cluster}</span>
              )}
            </h3>
            <MetricGrid
              metrics={panelMetrics(
                nodeStats(graphNode, graph),
                thresholds,
                t,
                n,
              )}
              explained={explainedNode(graphNode, graph)}
            />
            <Neighbours
              all
              title={t('topology.panel.callers')}
              empty={noneText(graphNode, 'noCallers', whenIn(node.cluster), t)}
              edges={(graph.incoming.get(id) ?? []).filter(({ source }) =>
                isFound(id, source),
              )}
              end="source"
              graph={graph}
            />
            <Neighbours
              all
              title={t('topology.panel.callees')}
              empty={noneText(graphNode, 'noCallees', whenIn(node.cluster), t)}
              edges={(graph.outgoing.get(id) ?? []).filter(({ target }) =>
                isFound(id, target),
              )}
              end="target"
              graph={graph}
            />
          </section>
        ))}
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiNodeTree />}
        onPress={onShowGraph}
      >
        {t('topology.showGraph')}
      </Button>
    </div>
  );
}
