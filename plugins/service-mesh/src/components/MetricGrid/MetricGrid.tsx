import type { ExplainedNumber } from '@backstage-mesh/plugin-service-mesh-common';
import { Explained, ExplainedOwner } from '../Explained';
import { MetricNumber, NumberTone } from '../MetricNumber';
import styles from './MetricGrid.module.css';

/** One number of a grid, with its name. */
export interface Metric {
  label: string;
  text: string;
  tone?: NumberTone;
  /** Why it is unknown, where it is. */
  reason?: string;
  /** Which number it is, where it can say how it came to be. */
  explain?: ExplainedNumber;
}

/**
 * Numbers with their names, three a row.
 *
 * @param props - `explained` says whose numbers they are, where they can be explained
 */
export function MetricGrid(props: {
  metrics: Metric[];
  explained?: ExplainedOwner;
}) {
  const { metrics, explained } = props;
  return (
    <dl className={styles.grid}>
      {metrics.map(({ label, text, tone, reason, explain }) => {
        const number = (
          <MetricNumber text={text} tone={tone} reason={reason} strong />
        );
        return (
          <div key={label} className={styles.metric}>
            <dt className={styles.label}>{label}</dt>
            <dd className={styles.value}>
              {explained && explain ? (
                <Explained request={{ ...explained, number: explain }}>
                  {number}
                </Explained>
              ) : (
                number
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
