import type { ReactNode } from 'react';
import styles from './Notice.module.css';

/** One line about what is on screen, which stays: something is missing, old, or wrong. */
export function Notice(props: {
  tone: 'warn' | 'fail' | 'quiet';
  icon?: ReactNode;
  children: ReactNode;
  actions?: ReactNode;
}) {
  const { tone, icon, children, actions } = props;
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role="status">
      {icon && (
        <span className={styles.icon} aria-hidden>
          {icon}
        </span>
      )}
      <div className={styles.text}>{children}</div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
