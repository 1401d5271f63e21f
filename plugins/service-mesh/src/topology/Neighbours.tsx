import {
  HealthShape,
  MetricNumber,
  PanelSection,
  successTone,
} from '../components';
import { GraphEdge, MeshGraph, compareEdges } from '../graph';
import { judgedSuccess, useThresholds } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import { edgeSentence, nodeName } from '../names';
import { useGraphActions } from './GraphActions';
import styles from './Panel.module.css';

/** Neighbours listed before "+ n more". */
const LISTED = 6;

/** The callers or callees of a node, worst first; each opens the numbers of its call. */
export function Neighbours(props: {
  title: string;
  empty: string;
  edges: readonly GraphEdge[];
  end: 'source' | 'target';
  graph: MeshGraph;
  /** All of them, instead of the worst. */
  all?: boolean;
}) {
  const { title, empty, edges, end, graph, all } = props;
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
  const shown = all ? sorted : sorted.slice(0, LISTED);
  return (
    <PanelSection title={title} note={t('topology.panel.worstFirst')}>
      <ul className={styles.neighbours}>
        {shown.map(graphEdge => {
          const { edge, health } = graphEdge;
          const peer = graph.nodes.get(graphEdge[end]);
          const { successRate, counts, requestsPerSecond, tcp } = edge.stats;
          return (
            <li key={graphEdge.id}>
              <button
                type="button"
                className={styles.neighbour}
                aria-label={edgeSentence(graphEdge, graph, t, n)}
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
                    tone={successTone(judgedSuccess(edge.stats), thresholds)}
                    reason={t('unknown.success')}
                  />
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {sorted.length > shown.length && (
        <span className={styles.muted}>
          {t('topology.panel.more', {
            amount: n.count(sorted.length - shown.length),
          })}
        </span>
      )}
    </PanelSection>
  );
}
