import { formatClock } from '../format';
import type { PartComparison } from '../graph/partComparison';
import { useWords } from './Words';
import styles from './ComparedPill.module.css';

/** What is most to be known of a workload between two moments: it came, it went, or it has a new version or a new share of the calls. */
export function ComparedPill({ compared }: { compared: PartComparison }) {
  const { t } = useWords();
  const { delta, rollout, split } = compared;
  if (delta.presence === 'gone') {
    return (
      <span className={`${styles.pill} ${styles.gone}`}>
        {t('timeTravel.pills.gone')}
      </span>
    );
  }
  if (delta.presence === 'new') {
    return <span className={styles.pill}>{t('timeTravel.pills.new')}</span>;
  }
  if (split && !rollout) {
    return (
      <span className={styles.pill} title={split.name}>
        {split.detail ?? t('timeTravel.changes.split')}
      </span>
    );
  }
  return rollout ? (
    <span className={styles.pill} title={rollout.detail}>
      {t('timeTravel.pills.deployed', { time: formatClock(rollout.at) })}
    </span>
  ) : null;
}
