import { RiFolderLine } from '@remixicon/react';
import {
  HealthShape,
  KindGlyph,
  MetricNumber,
  OriginPill,
  successTone,
} from '../components';
import type { NumberTone } from '../components';
import { useNumbers, useTranslate } from '../hooks';
import {
  addStats,
  hasRequestNumbers,
  judgedSuccess,
  useThresholds,
} from '../health';
import { nodeName, outsideText } from '../names';
import type { NodeView } from '../graph';
import { isUnchanged } from '../graph/partComparison';
import { ComparedLines } from './ComparedLines';
import { ComparedPill } from './ComparedPill';
import styles from './NodeCard.module.css';

/** How much a card tells: everything, name and success, or its shape alone. */
export type LevelOfDetail = 'full' | 'short' | 'mark';

/** Names with more letters are set narrower before they are cut. */
const LONG_NAME = 11;
const LONG_COMPACT_NAME = 7;

/** The card of a node. Its size depends on what the node is, never on its numbers. */
export function NodeCard(props: {
  view: NodeView;
  level: LevelOfDetail;
  /** The namespace that needs no mention: that of the component itself. */
  homeNamespace: string | undefined;
  /** Says the cluster where several are on screen. */
  showCluster: boolean;
}) {
  const { view, level } = props;
  const { graphNode } = view;
  const { health } = graphNode;
  const t = useTranslate();
  const name = nodeName(graphNode.node, t);
  if (level === 'mark') {
    return (
      <span className={styles.mark}>
        <HealthShape state={health.state} size={32} />
      </span>
    );
  }
  const classes = [styles.card];
  if (view.compact) {
    classes.push(styles.compact);
  }
  if (view.outside) {
    classes.push(styles.outside);
  }
  if (graphNode.focus) {
    classes.push(styles.self);
  }
  return (
    <>
      {graphNode.focus && level === 'full' && (
        <span className={styles.tag}>{t('topology.thisComponent')}</span>
      )}
      {graphNode.likelyOrigin && level === 'full' && (
        <span className={styles.pill}>
          <OriginPill />
        </span>
      )}
      {graphNode.compared && level === 'full' && (
        <span className={styles.pill}>
          <ComparedPill compared={graphNode.compared} />
        </span>
      )}
      <span
        className={classes.join(' ')}
        data-level={level}
        data-health={health.state}
        data-presence={graphNode.compared?.delta.presence}
        data-faded={isUnchanged(graphNode.compared)}
      >
        <span className={styles.first}>
          {level === 'full' && <KindGlyph kind={graphNode.node.kind} />}
          <span
            className={styles.name}
            title={name}
            data-long={
              name.length > (view.compact ? LONG_COMPACT_NAME : LONG_NAME)
            }
          >
            {name}
          </span>
          {level === 'full' && <HealthShape state={health.state} />}
        </span>
        {level === 'full' ? <FullLines {...props} /> : <ShortLine {...props} />}
      </span>
    </>
  );
}

function FullLines(props: {
  view: NodeView;
  homeNamespace: string | undefined;
  showCluster: boolean;
}) {
  const { view, homeNamespace, showCluster } = props;
  const { node, compared } = view.graphNode;
  const t = useTranslate();
  const n = useNumbers();
  const { meshed, namespace } = node;
  const foreign = namespace !== undefined && namespace !== homeNamespace;
  let facts: string = '';
  if (node.type === 'external') {
    facts = outsideText(node, t) ?? '';
  } else if (view.outside) {
    // a compact card says it below
    facts = foreign || view.compact ? '' : t('topology.node.notMeshed');
  } else if (meshed) {
    const pods = {
      running: n.count(meshed.running),
      total: n.count(meshed.total),
    };
    facts = foreign
      ? t('topology.node.meshedShort', pods)
      : t('topology.node.meshed', pods);
  }
  const place = showCluster && node.cluster ? `${node.cluster}/` : '';
  return (
    <>
      <span className={styles.second}>
        {foreign && (
          <>
            <RiFolderLine size={11} aria-hidden />
            <span className={styles.namespace}>
              {place}
              {namespace}
            </span>
            {facts && ' · '}
          </>
        )}
        {!foreign && place
          ? [node.cluster, facts].filter(Boolean).join(' · ')
          : facts}
      </span>
      {compared ? (
        <ComparedLines view={view} compared={compared} />
      ) : (
        <Numbers view={view} />
      )}
    </>
  );
}

function Numbers({ view }: { view: NodeView }) {
  const { graphNode, calls, compact } = view;
  const { node, health } = graphNode;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const { stats } = node;
  const { tcp } = stats;

  if (hasRequestNumbers(stats) && !compact) {
    const tooFew = health.state === 'too-few';
    return (
      <>
        <span className={styles.main}>
          {tooFew ? (
            <span className={styles.words}>
              {t('topology.node.tooFew', {
                failures: n.count(health.failures),
                total: n.count(health.answered),
              })}
            </span>
          ) : (
            <span className={styles.big}>
              <MetricNumber
                text={n.success(stats.successRate, stats.counts?.failures)}
                tone={successTone(judgedSuccess(stats), thresholds)}
                reason={t('unknown.success')}
                strong
              />
            </span>
          )}
          <span className={styles.unit}>
            {tooFew ? t('topology.node.tooFewLabel') : t('units.success')}
          </span>
        </span>
        <span className={styles.last}>
          <Unit text={n.rate(stats.requestsPerSecond)} unit={t('units.rps')} />
          {stats.deniedPerSecond ? (
            <span className={styles.denied}>
              {t('topology.node.deniedRate', {
                rate: n.perSecond(stats.deniedPerSecond),
              })}
            </span>
          ) : (
            <Unit
              text={n.latency(stats.latencyMs?.p99 ?? stats.latencyMs?.mean)}
              unit={
                stats.latencyMs?.p99 === undefined &&
                stats.latencyMs?.mean !== undefined
                  ? t('units.mean')
                  : t('units.p99')
              }
            />
          )}
        </span>
      </>
    );
  }
  if (tcp?.openConnections !== undefined && health.judgedBy !== 'outbound') {
    const connections = n.count(tcp.openConnections);
    if (compact) {
      const bytes =
        (tcp.readBytesPerSecond ?? 0) + (tcp.writeBytesPerSecond ?? 0);
      return (
        <span className={styles.last}>
          <span>{t('topology.node.conn', { amount: connections })}</span>
          <span>{n.bytesPerSecond(bytes)}</span>
        </span>
      );
    }
    if (tcp.openConnections > 0 || tcp.readBytesPerSecond) {
      return (
        <>
          <span className={styles.main}>
            <span className={styles.big}>{connections}</span>
            <span className={styles.unit}>
              {t('topology.node.connections')}
            </span>
          </span>
          <span className={styles.last}>
            <span>↓ {n.bytesPerSecond(tcp.readBytesPerSecond)}</span>
            <span>↑ {n.bytesPerSecond(tcp.writeBytesPerSecond)}</span>
          </span>
        </>
      );
    }
  }
  if (calls.length > 0 && !compact) {
    const made = addStats(calls.map(({ edge }) => edge.stats));
    return (
      <>
        <span className={styles.main}>
          <span className={styles.words}>{t('topology.node.nobodyCalls')}</span>
        </span>
        <span className={styles.last}>
          <span className={styles.muted}>
            {t('topology.node.callsOut', {
              rate: made.requestsPerSecond
                ? n.rps(made.requestsPerSecond)
                : t('topology.node.conn', {
                    amount: n.count(made.tcp?.openConnections),
                  }),
            })}
          </span>
        </span>
      </>
    );
  }
  if (compact && stats.requestsPerSecond) {
    return (
      <span className={styles.last}>
        <Unit text={n.rate(stats.requestsPerSecond)} unit={t('units.rps')} />
      </span>
    );
  }
  if (view.outside && compact && node.type === 'workload') {
    return (
      <span className={styles.last}>
        <span>{t('topology.node.notMeshed')}</span>
      </span>
    );
  }
  if (compact && calls.length > 0) {
    const made = addStats(calls.map(({ edge }) => edge.stats));
    return (
      <span className={styles.last}>
        <span>
          {t('topology.node.callsOut', { rate: n.rps(made.requestsPerSecond) })}
        </span>
      </span>
    );
  }
  return (
    <span className={compact ? styles.last : styles.main}>
      <span className={styles.muted}>
        {health.state === 'no-traffic'
          ? t('topology.node.nobodyCalls')
          : t('topology.node.noNumbers')}
      </span>
    </span>
  );
}

function Unit({ text, unit }: { text: string; unit: string }) {
  const t = useTranslate();
  return (
    <span className={styles.value}>
      <MetricNumber text={text} reason={t('unknown.generic')} />
      <span className={styles.unit}> {unit}</span>
    </span>
  );
}

function ShortLine({ view }: { view: NodeView }) {
  const { node, health } = view.graphNode;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const { stats } = node;
  let text = '';
  let tone: NumberTone = 'plain';
  if (hasRequestNumbers(stats)) {
    text = n.success(stats.successRate, stats.counts?.failures);
    tone = successTone(judgedSuccess(stats), thresholds);
  } else if (stats.tcp?.openConnections) {
    text = t('topology.node.conn', {
      amount: n.count(stats.tcp.openConnections),
    });
  }
  return (
    <span className={styles.shortLine}>
      <MetricNumber
        text={text}
        tone={tone}
        reason={t('unknown.success')}
        strong
      />
      <HealthShape state={health.state} size={24} />
    </span>
  );
}
