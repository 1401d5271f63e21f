import type { ExplainedNumber } from '@backstage-mesh/plugin-service-mesh-common';
import {
  Explained,
  HealthShape,
  MetricNumber,
  PanelSection,
  successTone,
} from '../components';
import { explainedEdge } from '../explain';
import { GraphEdge, GraphNode, MeshGraph, compareEdges } from '../graph';
import { judgedSuccess, useThresholds } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import { edgeSentence, nodeName } from '../names';
import type { Translate } from '../translation';
import { useGraphActions } from '../graph-view';
import styles from './Panel.module.css';

/** Neighbours listed before "+ n more". */
const LISTED = 6;

/**
 * Why a list of neighbours is empty: what is not measured and what is beyond the hops on screen is unknown, and no zero.
 *
 * @param when - when it was measured, as a part of a sentence
 */
export function noneText(
  { focus, health }: GraphNode,
  end: 'noCallers' | 'noCallees',
  when: string,
  t: Translate,
): string {
  if (!focus) {
    return t('topology.panel.noneInView');
  }
  return health.state === 'not-measured'
    ? t('topology.panel.noneMeasured')
    : t(`topology.panel.${end}`, { when });
}

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
      <ul className={styles.neighbours} aria-label={title}>
        {shown.map(graphEdge => {
          const { edge, health } = graphEdge;
          const peer = graph.nodes.get(graphEdge[end]);
          const { successRate, counts, requestsPerSecond, tcp } = edge.stats;
          const isTcp =
            requestsPerSecond === undefined &&
            tcp?.openConnections !== undefined;
          const owner = explainedEdge(graphEdge, graph, edge.stats);
          const explained = (number: ExplainedNumber, element: JSX.Element) =>
            owner ? (
              <Explained request={{ ...owner, number }}>{element}</Explained>
            ) : (
              element
            );
          return (
            <li key={graphEdge.id} className={styles.neighbour}>
              <button
                type="button"
                className={styles.peer}
                aria-label={edgeSentence(graphEdge, graph, t, n)}
                onClick={event =>
                  select({ type: 'edge', id: graphEdge.id }, event.detail === 0)
                }
              >
                <HealthShape state={health.state} size={12} />
                <span className={styles.peerName}>
                  {peer ? nodeName(peer.node, t) : graphEdge[end]}
                </span>
              </button>
              <span className={styles.number}>
                {isTcp
                  ? explained(
                      'connections',
                      <>
                        {t('topology.edge.connections', {
                          amount: n.count(tcp.openConnections),
                        })}
                      </>,
                    )
                  : explained(
                      'requests',
                      <MetricNumber
                        text={n.rps(requestsPerSecond)}
                        reason={t('unknown.generic')}
                      />,
                    )}
              </span>
              <span className={styles.number}>
                {!isTcp &&
                  explained(
                    'success',
                    <MetricNumber
                      text={n.success(successRate, counts?.failures)}
                      tone={successTone(judgedSuccess(edge.stats), thresholds)}
                      reason={t('unknown.success')}
                    />,
                  )}
              </span>
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
