import {
  HealthShape,
  MetricNumber,
  OriginPill,
  successTone,
} from '../components';
import type { NumberTone } from '../components';
import { hasRequestNumbers, judgedSuccess } from '../health';
import { nodeName, outsideText } from '../names';
import type { NodeView } from '../graph';
import { isUnchanged } from '../graph/partComparison';
import { CardHead, CardPlace } from './CardParts';
import { ComparedLines } from './ComparedLines';
import { ComparedPill } from './ComparedPill';
import { NodeNumbers } from './NodeNumbers';
import { useWords } from './Words';
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
  const { t } = useWords();
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
        <CardHead
          kind={graphNode.node.kind}
          name={name}
          long={name.length > (view.compact ? LONG_COMPACT_NAME : LONG_NAME)}
          state={health.state}
          full={level === 'full'}
        />
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
  const { t, n } = useWords();
  const { meshed, namespace } = node;
  const rollout = compared?.rollout;
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
  const cluster = showCluster && node.cluster ? node.cluster : undefined;
  return (
    <>
      <CardPlace
        namespace={
          foreign ? [cluster, namespace].filter(Boolean).join('/') : undefined
        }
        facts={foreign ? facts : [cluster, facts].filter(Boolean).join(' · ')}
        version={rollout?.detail}
        versionBefore={rollout?.before}
      />
      {compared ? (
        <ComparedLines view={view} compared={compared} />
      ) : (
        <NodeNumbers view={view} />
      )}
    </>
  );
}

function ShortLine({ view }: { view: NodeView }) {
  const { node, health } = view.graphNode;
  const { t, n, thresholds } = useWords();
  const { stats } = node;
  let text = '';
  let tone: NumberTone = 'plain';
  const counted = hasRequestNumbers(stats);
  if (counted) {
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
        name={counted ? 'success' : undefined}
      />
      <HealthShape state={health.state} size={view.compact ? 18 : 24} />
    </span>
  );
}
