import { ReactNode } from 'react';
import styles from './TableCard.module.css';

/** A table under its title; one line that says why where it has no rows. */
export function TableCard(props: {
  title: string;
  count: string;
  /** The line in place of an empty table. */
  empty?: string;
  children: ReactNode;
}) {
  const { title, count, empty, children } = props;
  return (
    <section className={styles.card}>
      <h3 className={styles.title}>
        {title} <span>{count}</span>
      </h3>
      {empty ? <p className={styles.empty}>{empty}</p> : children}
    </section>
  );
}
