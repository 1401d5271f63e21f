import type { HealthState } from '@backstage-mesh/plugin-service-mesh-common';
import styles from './HealthShape.module.css';

/** Text of a state, for titles and accessible names. */
export const HEALTH_MESSAGES = {
  failing: 'health.failing',
  'failing-because': 'health.failingBecause',
  degraded: 'health.degraded',
  healthy: 'health.healthy',
  'tcp-only': 'health.tcpOnly',
  'no-traffic': 'health.noTraffic',
  'too-few': 'health.tooFewShort',
  'not-measured': 'health.notMeasured',
} as const;

const SHAPES: Record<HealthState, JSX.Element> = {
  healthy: <circle cx="7" cy="7" r="5" className={styles.ok} />,
  degraded: <path d="M7 1.2 12.8 7 7 12.8 1.2 7Z" className={styles.warn} />,
  failing: (
    <>
      <path
        d="M7 1.4 13.2 12.4H.8Z"
        className={styles.fail}
        strokeLinejoin="round"
      />
      <path d="M7 5.2v3.4" className={styles.bang} />
      <circle cx="7" cy="10.4" r="0.85" className={styles.bangDot} />
    </>
  ),
  'failing-because': (
    <path
      d="M7 2.2 12.6 12H1.4Z"
      className={styles.failLine}
      strokeLinejoin="round"
    />
  ),
  'tcp-only': (
    <rect
      x="3.5"
      y="3.5"
      width="7"
      height="7"
      rx="1"
      className={styles.quiet}
    />
  ),
  'no-traffic': <circle cx="7" cy="7" r="4.6" className={styles.hollow} />,
  'too-few': <circle cx="7" cy="7" r="4.8" className={styles.dashed} />,
  'not-measured': <circle cx="7" cy="7" r="4.8" className={styles.dashed} />,
};

/**
 * The mark of a health state: each state has a shape of its own, so that colour is never needed to tell them apart.
 *
 * @param props - `label` is said to screen readers; without it the mark is decoration
 */
export function HealthShape(props: {
  state: HealthState;
  size?: number;
  label?: string;
}) {
  const { state, size = 14, label } = props;
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 14 14"
      className={styles.shape}
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
      data-health={state}
    >
      {SHAPES[state]}
    </svg>
  );
}
