import type { ExplainedNumber } from '@backstage-mesh/plugin-service-mesh-common';
import { useState } from 'react';
import {
  Explained,
  HEALTH_MESSAGES,
  HealthShape,
  KindGlyph,
  Lock,
  MetricNumber,
  OriginPill,
  successTone,
} from '../components';
import { formatAge, formatDuration } from '../format';
import {
  GraphEdge,
  GraphNode,
  MeshGraph,
  compareEdges,
  edgeWidth,
  isOutside,
  nodeStats,
} from '../graph';
import { hasRequestNumbers, judgedSuccess, useThresholds } from '../health';
import type { Finding } from '../history';
import {
  HoldHandlers,
  useHeldOrder,
  useNow,
  useNumbers,
  useTranslate,
} from '../hooks';
import { nodeName, outsideText } from '../names';
import { Remembered, momentText, spanCut } from './Remembered';
import styles from './NeighbourChart.module.css';

/** Neighbours drawn on each side. */
const SHOWN = 6;
const CARD_HEIGHT = 46;
const CARD_STEP = 54;
const LEAST_HEIGHT = 150;
const PORT_GAP = 12;

/** Who calls a workload and whom it calls, worst first, with the numbers of the calls. */
export function NeighbourChart(props: {
  graph: MeshGraph;
  self: GraphNode;
  /** When it was measured, as a part of a sentence. */
  when: string;
  finding: Finding | undefined;
}) {
  const { graph, self, when, finding } = props;
  const t = useTranslate();
  const steps = finding?.steps;
  const since = finding && spanCut(finding);
  const { rows: callers, hold: holdCallers } = useHeldOrder(
    [...(graph.incoming.get(self.id) ?? [])].sort(compareEdges),
    idOf,
  );
  const { rows: callees, hold: holdCallees } = useHeldOrder(
    [...(graph.outgoing.get(self.id) ?? [])].sort(compareEdges),
    idOf,
  );
  const [all, setAll] = useState(false);
  const limit = all ? Infinity : SHOWN;
  const rows = Math.min(limit, Math.max(callers.length, callees.length));
  const more = { all, limit, toggle: () => setAll(!all) };
  const height = Math.max(LEAST_HEIGHT, rows * CARD_STEP);
  return (
    <section
      className={styles.chart}
      aria-label={t('stats.neighbours.label', { name: nodeName(self.node, t) })}
    >
      <Side
        side="callers"
        edges={callers}
        graph={graph}
        height={height}
        more={more}
        hold={holdCallers}
        homeNamespace={self.node.namespace}
      />
      <div className={styles.middle} style={{ height }}>
        <SelfCard self={self} graph={graph} />
      </div>
      <Side
        side="callees"
        edges={callees}
        graph={graph}
        height={height}
        more={more}
        hold={holdCallees}
        homeNamespace={self.node.namespace}
      />
      <p className={styles.note}>
        {t('stats.neighbours.note', { when })}
        {steps && (
          <>
            {' '}
            {since === undefined
              ? t('stats.neighbours.charts', {
                  span: formatDuration(
                    steps.spanSteps * steps.stepSeconds * 1000,
                  ),
                })
              : t('stats.neighbours.chartsSince', {
                  time: momentText(since),
                })}{' '}
            {since === undefined && <Remembered finding={finding} />}
          </>
        )}
      </p>
    </section>
  );
}

function idOf({ id }: GraphEdge): string {
  return id;
}

function Side(props: {
  side: 'callers' | 'callees';
  edges: readonly GraphEdge[];
  graph: MeshGraph;
  height: number;
  hold: HoldHandlers;
  homeNamespace: string | undefined;
  more: { all: boolean; limit: number; toggle(): void };
}) {
  const { side, edges, graph, height, hold, homeNamespace, more } = props;
  const t = useTranslate();
  const n = useNumbers();
  const shown = edges.slice(0, more.limit);
  const top = (height - shown.length * CARD_STEP) / 2;
  return (
    <div className={styles.side} data-side={side} {...hold}>
      <h3 className={styles.head}>{t(`stats.neighbours.${side}`)}</h3>
      {shown.length === 0 ? (
        <p className={styles.none}>{t('stats.neighbours.none')}</p>
      ) : (
        <div className={styles.body} style={{ height }}>
          <ul className={styles.cards} style={{ paddingTop: top }}>
            {shown.map(edge => (
              <PeerCard
                key={edge.id}
                graphEdge={edge}
                peer={graph.nodes.get(
                  side === 'callers' ? edge.source : edge.target,
                )}
                side={side}
                homeNamespace={homeNamespace}
              />
            ))}
          </ul>
          <Lines
            side={side}
            edges={shown}
            graph={graph}
            height={height}
            top={top}
          />
        </div>
      )}
      {edges.length > SHOWN && (
        <button
          type="button"
          className={styles.more}
          aria-expanded={more.all}
          onClick={more.toggle}
        >
          {more.all
            ? t('stats.neighbours.fewer')
            : t('stats.neighbours.more', {
                amount: n.count(edges.length - SHOWN),
              })}
        </button>
      )}
    </div>
  );
}

function toneOf({ health }: GraphEdge): 'fail' | 'warn' | 'quiet' {
  if (health.state === 'failing' || health.state === 'failing-because') {
    return 'fail';
  }
  return health.state === 'degraded' ? 'warn' : 'quiet';
}

/** Lines between the cards of one side and the middle. Decoration: the cards and tables say the same. */
function Lines(props: {
  side: 'callers' | 'callees';
  edges: readonly GraphEdge[];
  graph: MeshGraph;
  height: number;
  top: number;
}) {
  const { side, edges, graph, height, top } = props;
  const n = useNumbers();
  const t = useTranslate();
  const thresholds = useThresholds();
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
            className={styles[toneOf(edge)]}
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
              className={`${styles.arrow} ${styles[toneOf(edge)]}`}
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
              {toneOf(edge) !== 'quiet' && stats.successRate !== undefined && (
                <>
                  {' · '}
                  <MetricNumber
                    text={n.success(stats.successRate, stats.counts?.failures)}
                    tone={successTone(judgedSuccess(stats), thresholds)}
                  />
                </>
              )}
            </span>
          </span>
        );
      })}
    </div>
  );
}

function PeerCard(props: {
  graphEdge: GraphEdge;
  peer: GraphNode | undefined;
  side: 'callers' | 'callees';
  homeNamespace: string | undefined;
}) {
  const { graphEdge, peer, side, homeNamespace } = props;
  const subject = side === 'callers' ? 'inbound' : 'outbound';
  const workloadId = side === 'callers' ? graphEdge.target : graphEdge.source;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  if (!peer) {
    return null;
  }
  const { stats, protocol } = graphEdge.edge;
  const { namespace } = peer.node;
  // "unmeshed" says it already
  const outside =
    peer.node.type === 'unmeshed' ? undefined : outsideText(peer.node, t);
  const where =
    outside ?? (namespace === homeNamespace ? undefined : namespace);
  const tcp = protocol === 'tcp' && !hasRequestNumbers(stats);
  // the tables below have the same numbers for the keyboard
  const explained = (number: ExplainedNumber, shown: JSX.Element) => (
    <Explained request={{ number, subject, workloadId }} tabIndex={-1}>
      {shown}
    </Explained>
  );
  return (
    <li
      className={styles.card}
      data-outside={isOutside(peer)}
      data-tone={toneOf(graphEdge)}
    >
      <span className={styles.first}>
        <KindGlyph kind={peer.node.kind} size={14} />
        <span
          className={styles.name}
          title={[nodeName(peer.node, t), where].filter(Boolean).join(' ')}
        >
          {nodeName(peer.node, t)}
          {where && <small> {where}</small>}
        </span>
        {graphEdge.likelyOrigin && (
          <span className={styles.pill}>
            <OriginPill />
          </span>
        )}
        <HealthShape
          state={graphEdge.health.state}
          size={13}
          label={t(HEALTH_MESSAGES[graphEdge.health.state])}
        />
      </span>
      <span className={styles.numbers}>
        {tcp ? (
          <>
            {explained(
              'connections',
              <>
                {t('topology.edge.connections', {
                  amount: n.count(stats.tcp?.openConnections),
                })}
              </>,
            )}
            {explained(
              'bytes',
              <>↓ {n.bytesPerSecond(stats.tcp?.readBytesPerSecond)}</>,
            )}
            {explained(
              'bytes',
              <>↑ {n.bytesPerSecond(stats.tcp?.writeBytesPerSecond)}</>,
            )}
          </>
        ) : (
          <>
            {explained(
              'success',
              <MetricNumber
                text={n.success(stats.successRate, stats.counts?.failures)}
                tone={successTone(judgedSuccess(stats), thresholds)}
                reason={t('unknown.success')}
              />,
            )}
            {explained(
              'requests',
              <MetricNumber
                text={n.rps(stats.requestsPerSecond)}
                reason={t('unknown.generic')}
              />,
            )}
            {explained(
              'latency',
              <MetricNumber
                text={n.latency(stats.latencyMs?.p99)}
                reason={t('unknown.latency')}
              />,
            )}
          </>
        )}
      </span>
    </li>
  );
}

function SelfCard({ self, graph }: { self: GraphNode; graph: MeshGraph }) {
  const t = useTranslate();
  const now = useNow(10_000);
  const n = useNumbers();
  const thresholds = useThresholds();
  const { node, health } = self;
  const { meshed } = node;
  const stats = nodeStats(self, graph);
  const subject = health.judgedBy === 'outbound' ? 'outbound' : 'workload';
  // the cells above have the same numbers for the keyboard
  const explained = (number: ExplainedNumber, shown: JSX.Element) => (
    <Explained request={{ number, subject, workloadId: self.id }} tabIndex={-1}>
      {shown}
    </Explained>
  );
  return (
    <div className={styles.self} data-health={health.state}>
      <span className={styles.tag}>{t('topology.thisComponent')}</span>
      <span className={styles.first}>
        <KindGlyph kind={node.kind} size={16} />
        <span className={styles.name}>{nodeName(node, t)}</span>
        <HealthShape
          state={health.state}
          label={t(HEALTH_MESSAGES[health.state])}
        />
      </span>
      {meshed && (
        <span className={styles.facts}>
          {t('topology.node.meshed', {
            running: n.count(meshed.running),
            total: n.count(meshed.total),
          })}
          {node.versionSince &&
            ` · ${t('stats.neighbours.version', {
              duration: formatAge(now - Date.parse(node.versionSince)),
            })}`}
        </span>
      )}
      <span className={styles.big}>
        {hasRequestNumbers(stats) ? (
          <>
            {explained(
              'success',
              <MetricNumber
                text={n.success(stats.successRate, stats.counts?.failures)}
                tone={successTone(judgedSuccess(stats), thresholds)}
                reason={t('unknown.success')}
                strong
              />,
            )}
            {explained(
              'requests',
              <>
                {n.rate(stats.requestsPerSecond)}{' '}
                <small>{t('units.rps')}</small>
              </>,
            )}
            {explained(
              'latency',
              <>
                {n.latency(stats.latencyMs?.p99)}{' '}
                <small>{t('units.p99')}</small>
              </>,
            )}
          </>
        ) : (
          <span>
            {stats.tcp?.openConnections
              ? explained(
                  'connections',
                  <>
                    {t('topology.edge.connections', {
                      amount: n.count(stats.tcp.openConnections),
                    })}
                  </>,
                )
              : t(
                  health.state === 'not-measured'
                    ? 'topology.node.noNumbers'
                    : 'topology.node.nobodyCalls',
                )}
          </span>
        )}
      </span>
    </div>
  );
}
