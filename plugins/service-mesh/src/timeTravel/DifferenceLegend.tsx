import { useTranslate } from '../hooks';
import styles from './ComparisonView.module.css';

/** What the marks of a comparison mean. */
export function DifferenceLegend() {
  const t = useTranslate();
  return (
    <div className={styles.legend} data-overlay="bottom" aria-hidden>
      <span className={styles.muted}>{t('timeTravel.legend.title')}</span>
      <span>
        <b data-tone="worse">↓</b> {t('timeTravel.legend.worse')}
      </span>
      <span>
        <b data-tone="better">↑</b> {t('timeTravel.legend.better')}
      </span>
      <span>
        <i data-kind="new">+</i> {t('timeTravel.legend.new')}
      </span>
      <span>
        <i data-kind="gone">−</i> {t('timeTravel.legend.gone')}
      </span>
      <span>
        <i data-kind="faded" /> {t('timeTravel.legend.faded')}
      </span>
    </div>
  );
}
