import type { ExplainedNumber } from '@backstage-mesh/plugin-service-mesh-common';
import {
  Explained,
  HEALTH_MESSAGES,
  HealthShape,
  KindGlyph,
  MetricNumber,
  OriginPill,
  successTone,
} from '../components';
import { formatAge } from '../format';
import {
  GraphEdge,
  GraphNode,
  MeshGraph,
  isOutside,
  nodeStats,
} from '../graph';
import { hasRequestNumbers, judgedSuccess, useThresholds } from '../health';
import { useNow, useNumbers, useTranslate } from '../hooks';
import { nodeName, outsideText } from '../names';
import { edgeTone } from './edgeTone';
import styles from './NeighbourChart.module.css';

/** A caller or callee with the numbers of the calls. */
export function PeerCard(props: {
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
    <Explained request={{ number, subject, workloadId, stats }} tabIndex={-1}>
      {shown}
    </Explained>
  );
  return (
    <li
      className={styles.card}
      data-outside={isOutside(peer)}
      data-tone={edgeTone(graphEdge)}
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

/** The workload in the middle. */
export function SelfCard({
  self,
  graph,
}: {
  self: GraphNode;
  graph: MeshGraph;
}) {
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
    <Explained
      request={{ number, subject, workloadId: self.id, stats }}
      tabIndex={-1}
    >
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
              duration: formatAge(now - Date.parse(node.versionSince), t),
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
