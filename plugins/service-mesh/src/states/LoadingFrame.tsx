import { useState } from 'react';
import { formatDuration } from '../format';
import { useNow, useTranslate } from '../hooks';
import styles from './LoadingFrame.module.css';

/** After this long it is said that nobody has answered, in milliseconds. */
const SLOW_MS = 5000;

/** What a screen will hold: cards of a graph, numbers over tables, or a list. */
export type LoadingFrameKind = 'graph' | 'numbers' | 'list';

/** How many boxes are in each row of the frame. */
const ROWS: Record<LoadingFrameKind, readonly number[]> = {
  graph: [4, 3],
  numbers: [8, 1, 2],
  list: [1, 1, 1, 1, 1, 1, 1, 1],
};

/** The frame of a screen before its first answer, in the place where things will be. */
export function LoadingFrame(props: {
  name: string;
  clusters: readonly string[];
  kind?: LoadingFrameKind;
}) {
  const { name, clusters, kind = 'graph' } = props;
  const t = useTranslate();
  const [startedAt] = useState(() => Date.now());
  const waited = useNow() - startedAt;
  const list = clusters.join(', ');
  return (
    <div className={styles.frame} role="status" aria-busy="true">
      <div className={styles.words}>
        {clusters.length > 0
          ? t('states.loading.titleClusters', { name, clusters: list })
          : t('states.loading.title', { name })}
      </div>
      <Boxes kind={kind} />
      {waited > SLOW_MS && (
        <div className={styles.slow}>
          {list
            ? t('states.loading.slow', {
                duration: formatDuration(waited, t),
                clusters: list,
              })
            : t('states.loading.slowUnknown', {
                duration: formatDuration(waited, t),
              })}
        </div>
      )}
    </div>
  );
}

function Boxes({ kind }: { kind: LoadingFrameKind }) {
  return (
    <div className={styles.rows} data-kind={kind} aria-hidden>
      {ROWS[kind].map((boxes, row) => (
        <div key={row} className={styles.row}>
          {Array.from({ length: boxes }, (_, box) => (
            <span key={box} className={styles.box} />
          ))}
        </div>
      ))}
    </div>
  );
}
