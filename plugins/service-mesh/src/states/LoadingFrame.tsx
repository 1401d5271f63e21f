import { useState } from 'react';
import { formatDuration } from '../format';
import { useNow, useTranslate } from '../hooks';
import styles from './LoadingFrame.module.css';

/** After this long it is said that nobody has answered, in milliseconds. */
const SLOW_MS = 5000;

/** The frame of a screen before its first answer, in the place where things will be. */
export function LoadingFrame(props: {
  name: string;
  clusters: readonly string[];
}) {
  const { name, clusters } = props;
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
      <div className={styles.row} aria-hidden>
        {[0, 1, 2, 3].map(index => (
          <span key={index} className={styles.box} />
        ))}
      </div>
      <div className={styles.row} aria-hidden>
        {[0, 1, 2].map(index => (
          <span key={index} className={styles.box} />
        ))}
      </div>
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
