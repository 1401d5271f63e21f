import { Button } from '@backstage/ui';
import { RiPulseLine } from '@remixicon/react';
import {
  EntityLinks,
  EntityName,
  HealthShape,
  KindGlyph,
  MetricGrid,
  MetricNumber,
  PanelSection,
  SidePanel,
  panelMetrics,
  successTone,
} from '../components';
import { GraphEdge, GraphNode, MeshGraph, compareEdges } from '../graph';
import { addStats, useThresholds } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import { kindName, nodeName, nodeSentence } from '../names';
import { useGraphActions } from './GraphActions';
import { Finding } from './Finding';
import styles from './Panel.module.css';

/** Neighbours listed before "+ n more". */
const LISTED = 6;

/** The numbers of one node, its callers and callees, and where it is in the catalog. */
export function NodePanel(props: {
  node: GraphNode;
  graph: MeshGraph;
  window: string;
  takeFocus: boolean;
  onClose(): void;
  onTap?(node: GraphNode): void;
}) {
  const { node: graphNode, graph, window, takeFocus, onClose, onTap } = props;
  const { node, health } = graphNode;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const calls = graph.outgoing.get(graphNode.id) ?? [];
  const stats =
    health.judgedBy === 'outbound'
      ? addStats(calls.map(({ edge }) => edge.stats))
      : node.stats;
  const place = [node.cluster, node.namespace].filter(Boolean).join(' / ');
  const hints = {
    hidden: t('topology.panel.hidden'),
    unmeshed: t('topology.panel.unmeshed', {
      name: calls
        .map(({ target }) => graph.nodes.get(target)?.node.name)
        .filter(Boolean)
        .join(', '),
    }),
    external: t('topology.panel.external'),
  };
  return (
    <SidePanel
      label={nodeSentence(graphNode, t, n)}
      kind={[kindName(node, t), place].filter(Boolean).join(' · ')}
      title={
        <span className={styles.nodeTitle}>
          <HealthShape state={health.state} size={16} />
          <EntityName name={nodeName(node, t)} entityRefs={node.entityRefs} />
        </span>
      }
      takeFocus={takeFocus}
      onClose={onClose}
      foot={
        onTap && (
          <Button
            variant="primary"
            size="small"
            iconStart={<RiPulseLine />}
            onPress={() => onTap(graphNode)}
          >
            {t('topology.panel.tapNode')}
          </Button>
        )
      }
    >
      <Finding health={health} stats={stats} window={window} />
      {node.type !== 'workload' && node.type !== 'service' && (
        <p className={styles.fact}>{hints[node.type]}</p>
      )}
      <PanelSection>
        <MetricGrid metrics={panelMetrics(stats, thresholds, t, n)} />
      </PanelSection>
      <Neighbours
        title={t('topology.panel.callers')}
        empty={t('topology.panel.noCallers')}
        edges={graph.incoming.get(graphNode.id) ?? []}
        end="source"
        graph={graph}
      />
      <Neighbours
        title={t('topology.panel.callees')}
        empty={t('topology.panel.noCallees')}
        edges={calls}
        end="target"
        graph={graph}
      />
      {node.meshed && (
        <PanelSection
          title={t('topology.panel.pods')}
          note={t('topology.panel.podsMeshed', {
            running: n.count(node.meshed.running),
            total: n.count(node.meshed.total),
          })}
        >
          {node.errors && node.errors.length > 0 && (
            <ul
              className={styles.errors}
              aria-label={t('topology.panel.errors')}
            >
              {node.errors.map(error => (
                <li key={`${error.pod}/${error.container}`}>
                  <b>{error.reason}</b> {error.container}
                  <div className={styles.muted}>{error.message}</div>
                </li>
              ))}
            </ul>
          )}
        </PanelSection>
      )}
      <PanelSection title={t('topology.panel.entity')}>
        <div className={styles.entity}>
          <KindGlyph kind={node.kind} />
          {node.entityRefs.length > 0 ? (
            <EntityLinks entityRefs={node.entityRefs} />
          ) : (
            <span className={styles.muted}>{t('topology.panel.noEntity')}</span>
          )}
        </div>
      </PanelSection>
    </SidePanel>
  );
}

function Neighbours(props: {
  title: string;
  empty: string;
  edges: readonly GraphEdge[];
  end: 'source' | 'target';
  graph: MeshGraph;
}) {
  const { title, empty, edges, end, graph } = props;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const { select } = useGraphActions();
  if (edges.length === 0) {
    return (
      <PanelSection title={title}>
        <span className={styles.muted}>{empty}</span>
      </PanelSection>
    );
  }
  const sorted = [...edges].sort(compareEdges);
  return (
    <PanelSection title={title} note={t('topology.panel.worstFirst')}>
      <ul className={styles.neighbours}>
        {sorted.slice(0, LISTED).map(graphEdge => {
          const { edge, health } = graphEdge;
          const peer = graph.nodes.get(graphEdge[end]);
          const { successRate, counts, requestsPerSecond, tcp } = edge.stats;
          return (
            <li key={graphEdge.id}>
              <button
                type="button"
                className={styles.neighbour}
                onClick={event =>
                  select({ type: 'edge', id: graphEdge.id }, event.detail === 0)
                }
              >
                <HealthShape state={health.state} size={12} />
                <span className={styles.peer}>
                  {peer ? nodeName(peer.node, t) : graphEdge[end]}
                </span>
                <span className={styles.number}>
                  {requestsPerSecond === undefined &&
                  tcp?.openConnections !== undefined
                    ? t('topology.edge.connections', {
                        amount: n.count(tcp.openConnections),
                      })
                    : n.rps(requestsPerSecond)}
                </span>
                <span className={styles.number}>
                  <MetricNumber
                    text={n.success(successRate, counts?.failures)}
                    tone={successTone(successRate, thresholds)}
                    reason={t('unknown.success')}
                  />
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {sorted.length > LISTED && (
        <span className={styles.muted}>
          {t('topology.panel.more', {
            amount: n.count(sorted.length - LISTED),
          })}
        </span>
      )}
    </PanelSection>
  );
}
