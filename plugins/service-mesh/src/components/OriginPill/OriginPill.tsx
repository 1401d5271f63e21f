import { useTranslate } from '../../hooks';
import styles from './OriginPill.module.css';

/** Marks the call that explains most of the failures, and its callee. */
export function OriginPill() {
  const t = useTranslate();
  return <span className={styles.pill}>{t('verdict.likelyOrigin')}</span>;
}
