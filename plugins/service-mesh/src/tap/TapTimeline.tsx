import { tapDurationMs } from '@backstage-mesh/plugin-service-mesh-common';
import { useNumbers, useTranslate } from '../hooks';
import { peerName } from './peerName';
import { TapRow } from './TapRow';
import styles from './TapDetail.module.css';

/** A request drawn to scale: from its start over its response to its end. */
export function TapTimeline({ row }: { row: TapRow }) {
  const t = useTranslate();
  const n = useNumbers();
  const response = row.response?.event.responseInit;
  const end = row.end?.event.responseEnd;
  const responseAt = response && tapDurationMs(response.sinceRequestInit);
  const endAt = end && tapDurationMs(end.sinceRequestInit);
  const total = endAt ?? responseAt;
  if (total === undefined) {
    return <span className={styles.muted}>{t('tap.detail.notYet')}</span>;
  }
  const share = total > 0 ? ((responseAt ?? total) / total) * 100 : 100;
  return (
    <div className={styles.timeline}>
      <div className={styles.marks}>
        <span>{t('tap.detail.request')}</span>
        {responseAt !== undefined && (
          <span>
            {t('tap.detail.response', { latency: n.latency(responseAt) })}
          </span>
        )}
      </div>
      <div className={styles.track} aria-hidden>
        <span className={styles.begin} />
        <span className={styles.wait} style={{ width: `${share}%` }} />
        <span
          className={styles.stream}
          data-failed={row.failed}
          style={{ width: `${Math.max(1.5, 100 - share)}%` }}
        />
      </div>
      <div className={styles.marks}>
        <span className={styles.muted}>
          {t('tap.detail.waitingFor', {
            name: row.destination.hidden
              ? peerName(row.destination.name, t)
              : row.destination.name,
          })}
        </span>
        {endAt !== undefined && (
          <span className={styles.muted}>
            {responseAt === undefined
              ? t('tap.detail.endAt', { latency: n.latency(endAt) })
              : t('tap.detail.end', {
                  latency: n.latency(Math.max(0, endAt - responseAt)),
                })}
          </span>
        )}
      </div>
    </div>
  );
}
