import { Lock, MetricNumber, successTone } from '../components';
import { GraphEdge, MeshGraph, edgeWidth, isOutside } from '../graph';
import { judgedSuccess, useThresholds } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import { edgeTone } from './edgeTone';
import styles from './NeighbourChart.module.css';

/** Height of a card, and from one card to the next, in pixels. */
const CARD_HEIGHT = 46;
export const CARD_STEP = 54;
const PORT_GAP = 12;

/** Lines between the cards of one side and the middle. Decoration: the cards and tables say the same. */
export function NeighbourLines(props: {
  side: 'callers' | 'callees';
  edges: readonly GraphEdge[];
  graph: MeshGraph;
  height: number;
  top: number;
}) {
  const { side, edges, graph, height, top } = props;
  const n = useNumbers();
  const t = useTranslate();
  const lines = edges.map((edge, index) => {
    const outer = top + index * CARD_STEP + CARD_HEIGHT / 2;
    const inner = height / 2 + (index - (edges.length - 1) / 2) * PORT_GAP;
    const [from, to] = side === 'callers' ? [outer, inner] : [inner, outer];
    const outside = [edge.source, edge.target].some(id => {
      const end = graph.nodes.get(id);
      return end !== undefined && isOutside(end);
    });
    let dash: string | undefined;
    if (outside) {
      dash = '2 4';
    } else if (edge.edge.protocol === 'tcp') {
      dash = '9 4';
    }
    return { edge, from, to, dash, width: edgeWidth(edge.edge.stats) };
  });
  return (
    <div className={styles.lines} aria-hidden>
      <svg
        className={styles.curves}
        viewBox={`0 0 100 ${height}`}
        preserveAspectRatio="none"
      >
        {lines.map(({ edge, from, to, dash, width }) => (
          <path
            key={edge.id}
            d={`M0,${from}C45,${from} 55,${to} 99,${to}`}
            className={styles[edgeTone(edge)]}
            strokeWidth={width}
            strokeDasharray={dash}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
      {lines.map(({ edge, from, to, width }) => {
        const { stats, protocol, mtls } = edge.edge;
        const tcp = protocol === 'tcp' && !stats.requestsPerSecond;
        const half = 2.6 + 0.9 * width;
        return (
          <span key={edge.id}>
            <svg
              className={`${styles.arrow} ${styles[edgeTone(edge)]}`}
              width="12"
              height={2 * half}
              style={{ top: to - half }}
            >
              <polygon points={`0,0 12,${half} 0,${2 * half}`} />
            </svg>
            <span className={styles.label} style={{ top: (from + to) / 2 }}>
              <Lock state={mtls} size={11} />{' '}
              {tcp
                ? t('topology.edge.connections', {
                    amount: n.count(stats.tcp?.openConnections),
                  })
                : n.rps(stats.requestsPerSecond)}
              <Trouble row={edge} />
            </span>
          </span>
        );
      })}
    </div>
  );
}

/** What is wrong with a call: what fails, or what policy denies where little fails. */
function Trouble({ row }: { row: GraphEdge }) {
  const { stats } = row.edge;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const tone = edgeTone(row);
  if (tone === 'quiet') {
    return null;
  }
  if (tone !== 'fail' && stats.deniedPerSecond) {
    const rate = n.perSecond(stats.deniedPerSecond);
    return (
      <>
        {' · '}
        <MetricNumber text={t('topology.edge.denied', { rate })} tone="warn" />
      </>
    );
  }
  return (
    stats.successRate !== undefined && (
      <>
        {' · '}
        <MetricNumber
          text={n.success(stats.successRate, stats.counts?.failures)}
          tone={successTone(judgedSuccess(stats), thresholds)}
        />
      </>
    )
  );
}
