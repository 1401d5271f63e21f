import type { HealthState } from '@backstage-mesh/plugin-service-mesh-common';
import { memo } from 'react';
import { MARKS_PER_ROW, MARK_SIZE, MAX_MARKS } from '../graph';
import { markPath } from './markPath';
import styles from './HealthMarks.module.css';

/** One mark per workload, in the order that is given. One path per state: a mesh has thousands of marks. */
export const HealthMarks = memo(function HealthMarksView(props: {
  states: readonly HealthState[];
}) {
  const shown = props.states.slice(0, MAX_MARKS);
  const paths = new Map<HealthState, string>();
  shown.forEach((state, index) => {
    const x = ((index % MARKS_PER_ROW) + 0.5) * MARK_SIZE;
    const y = (Math.floor(index / MARKS_PER_ROW) + 0.5) * MARK_SIZE;
    paths.set(state, (paths.get(state) ?? '') + markPath(state, x, y, 3.1));
  });
  return (
    <svg
      className={styles.marks}
      width={MARKS_PER_ROW * MARK_SIZE}
      height={Math.ceil(shown.length / MARKS_PER_ROW) * MARK_SIZE}
      aria-hidden
    >
      {[...paths].map(([state, path]) => (
        <path key={state} d={path} data-health={state} />
      ))}
    </svg>
  );
},
sameStates);

function sameStates(
  before: { states: readonly HealthState[] },
  after: { states: readonly HealthState[] },
): boolean {
  return before.states.join() === after.states.join();
}
