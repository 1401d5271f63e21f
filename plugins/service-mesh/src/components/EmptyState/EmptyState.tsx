import type { ReactNode } from 'react';
import { CopyButton } from '../CopyButton';
import styles from './EmptyState.module.css';

/** Says why a place is empty and what to do next: a title, a text, something to copy, one primary action. */
export function EmptyState(props: {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  /** Text to copy, with the name of the button that copies it. */
  code?: { text: string; copyLabel: string };
  actions?: ReactNode;
}) {
  const { icon, title, children, code, actions } = props;
  return (
    <section className={styles.state}>
      <div className={styles.head}>
        <span className={styles.icon} aria-hidden>
          {icon}
        </span>
        <div className={styles.words}>
          <h3 className={styles.title}>{title}</h3>
          {children && <div className={styles.text}>{children}</div>}
        </div>
      </div>
      {code && (
        <div className={styles.code}>
          <pre>{code.text}</pre>
          <CopyButton text={code.text} label={code.copyLabel} />
        </div>
      )}
      {actions && <div className={styles.actions}>{actions}</div>}
    </section>
  );
}
