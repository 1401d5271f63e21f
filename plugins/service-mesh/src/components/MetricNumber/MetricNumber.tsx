import styles from './MetricNumber.module.css';
import { UNKNOWN } from '../../format';

/** How a number is to be seen: a health colour, or none. */
export type NumberTone = 'plain' | 'fail' | 'warn';

/**
 * One number. An unknown one is a dash that says why it is unknown.
 *
 * @param props - `text` is the written number, `reason` why it is unknown where it is; `name` tells a known one apart for who writes it
 *   anew in its place
 */
export function MetricNumber(props: {
  text: string;
  tone?: NumberTone;
  reason?: string;
  strong?: boolean;
  name?: string;
}) {
  const { text, tone = 'plain', reason, strong, name } = props;
  if (text === UNKNOWN) {
    return (
      <span
        className={styles.unknown}
        title={reason}
        role="img"
        aria-label={reason}
      >
        {UNKNOWN}
      </span>
    );
  }
  const classes = [styles.number, styles[tone]];
  if (strong) {
    classes.push(styles.strong);
  }
  return (
    <span className={classes.join(' ')} data-number={name}>
      {text}
    </span>
  );
}
