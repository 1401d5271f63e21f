import { HealthShape, MetricNumber, successTone } from '../components';
import type { NodeView } from '../graph';
import { hasRequestNumbers, judgedSuccess, useThresholds } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import { nodeName } from '../names';
import styles from './MemberCard.module.css';

/** A member of an open group: small, since it stands among many. */
export function MemberCard({ view }: { view: NodeView }) {
  const { node, health, focus } = view.graphNode;
  const { stats } = node;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const name = nodeName(node, t);
  return (
    <span
      className={styles.card}
      data-health={health.state}
      data-outside={view.outside}
      data-self={focus}
    >
      <span className={styles.head}>
        <span className={styles.name} title={name}>
          {name}
        </span>
        <HealthShape state={health.state} size={12} />
      </span>
      <span className={styles.numbers}>
        {hasRequestNumbers(stats) ? (
          <>
            <MetricNumber
              text={n.success(stats.successRate, stats.counts?.failures)}
              tone={successTone(judgedSuccess(stats), thresholds)}
              reason={t('unknown.success')}
            />
            <span>{n.rps(stats.requestsPerSecond)}</span>
          </>
        ) : (
          <span>
            {stats.tcp?.openConnections === undefined
              ? t('topology.node.nobodyCalls')
              : t('topology.node.conn', {
                  amount: n.count(stats.tcp.openConnections),
                })}
          </span>
        )}
      </span>
    </span>
  );
}
