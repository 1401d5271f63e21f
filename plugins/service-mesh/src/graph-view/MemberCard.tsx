import { HealthShape, MetricNumber, successTone } from '../components';
import type { NodeView } from '../graph';
import { hasRequestNumbers, judgedSuccess } from '../health';
import { nodeName } from '../names';
import type { LevelOfDetail } from './NodeCard';
import { quietText } from './quietText';
import { useWords } from './Words';
import styles from './MemberCard.module.css';

/** Names with more letters are set smaller before they are cut. */
const LONG_NAME = 10;

/** A member of an open group: small, since it stands among many. */
export function MemberCard(props: { view: NodeView; level: LevelOfDetail }) {
  const { view, level } = props;
  const { node, health, focus } = view.graphNode;
  const { stats } = node;
  const { t, n, thresholds } = useWords();
  const name = nodeName(node, t);
  return (
    <span
      className={styles.card}
      data-health={health.state}
      data-level={level}
      data-outside={view.outside}
      data-self={focus}
    >
      <span className={styles.head}>
        <span
          className={styles.name}
          title={name}
          data-long={name.length > LONG_NAME}
        >
          {name}
        </span>
        <HealthShape state={health.state} size={level === 'full' ? 12 : 15} />
      </span>
      <span className={styles.numbers}>
        {hasRequestNumbers(stats) ? (
          <>
            <MetricNumber
              text={n.success(stats.successRate, stats.counts?.failures)}
              tone={successTone(judgedSuccess(stats), thresholds)}
              reason={t('unknown.success')}
              name="success"
            />
            {level === 'full' && (
              <span data-number="rps">{n.rps(stats.requestsPerSecond)}</span>
            )}
          </>
        ) : (
          <span>{quietText(view, t, n)}</span>
        )}
      </span>
    </span>
  );
}
