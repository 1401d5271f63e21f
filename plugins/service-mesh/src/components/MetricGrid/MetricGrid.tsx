import { MetricNumber, NumberTone } from '../MetricNumber';
import styles from './MetricGrid.module.css';

/** One number of a grid, with its name. */
export interface Metric {
  label: string;
  text: string;
  tone?: NumberTone;
  /** Why it is unknown, where it is. */
  reason?: string;
}

/** Numbers with their names, three a row. */
export function MetricGrid(props: { metrics: Metric[] }) {
  return (
    <dl className={styles.grid}>
      {props.metrics.map(({ label, text, tone, reason }) => (
        <div key={label} className={styles.metric}>
          <dt className={styles.label}>{label}</dt>
          <dd className={styles.value}>
            <MetricNumber text={text} tone={tone} reason={reason} strong />
          </dd>
        </div>
      ))}
    </dl>
  );
}
