import { Button } from '@backstage/ui';
import { RiPauseLine, RiPlayLine } from '@remixicon/react';
import { HealthShape } from '../components';
import { formatDuration } from '../format';
import { useNow, useNumbers, useTranslate } from '../hooks';
import { ROW_LIMIT, TapSnapshot } from './TapSession';
import styles from './TapStatus.module.css';

/** One line about the tap: state, rate, what came, what was lost, how far it reaches and when it stops. */
export function TapStatus(props: {
  snapshot: TapSnapshot;
  shown: number;
  /** Meshed pods of the target. */
  podCount: number;
  /** Requests per second that the stats count where the tap listens. */
  expectedRps: number | undefined;
  onPause(paused: boolean): void;
  onClear(): void;
}) {
  const { snapshot, shown, podCount, expectedRps, onPause, onClear } = props;
  const { phase, received, requestsPerSecond, rows, open, paused } = snapshot;
  const { kept, gone } = snapshot.matching;
  const t = useTranslate();
  const n = useNumbers();
  const now = useNow();
  const running = phase === 'starting' || phase === 'live';
  if (phase === 'idle') {
    return <div className={styles.line} />;
  }
  return (
    <div className={styles.line}>
      <span className={styles.dot} data-quiet={phase !== 'live' || paused} />
      <b className={styles.state} role="status">
        <StateText snapshot={snapshot} now={now} />
      </b>
      {phase === 'live' && (
        <span>{t('tap.state.rate', { rate: n.rate(requestsPerSecond) })}</span>
      )}
      <span>{t('tap.state.received', { amount: n.count(received) })}</span>
      <span className={styles.muted}>
        {shown < rows.length || kept > 0
          ? t('tap.state.filtered', {
              amount: n.count(Math.max(0, shown - kept)),
              total: n.count(rows.length - kept),
            })
          : t('tap.state.shown', { amount: n.count(rows.length) })}
      </span>
      {kept > 0 && (
        <span className={styles.muted}>
          {t('tap.state.keptMatching', { amount: n.count(kept) })}
        </span>
      )}
      {gone > 0 && (
        <span className={styles.muted}>
          {t('tap.state.goneMatching', { amount: n.count(gone) })}
        </span>
      )}
      <Dropped snapshot={snapshot} />
      <span className={styles.reach}>
        {open && (
          <span>
            {[
              open.pods.length < podCount
                ? t('tap.state.pods', {
                    amount: n.count(open.pods.length),
                    total: n.count(podCount),
                  })
                : t('tap.state.podsOnly', { count: open.pods.length }),
              expectedRps !== undefined && expectedRps > open.maxRps
                ? t('tap.state.limitOf', {
                    rate: n.perSecond(open.maxRps),
                    total: n.rps(expectedRps),
                  })
                : t('tap.state.limit', { rate: n.perSecond(open.maxRps) }),
              phase === 'live' &&
                t('tap.state.stops', {
                  duration: formatDuration(Date.parse(open.expiresAt) - now, t),
                }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        )}
        <Button
          size="small"
          variant="secondary"
          iconStart={paused ? <RiPlayLine /> : <RiPauseLine />}
          isDisabled={!running && !paused}
          onPress={() => onPause(!paused)}
        >
          {paused ? t('tap.resume') : t('tap.pause')}
          <kbd className={styles.key} aria-hidden>
            space
          </kbd>
        </Button>
        <Button
          size="small"
          variant="secondary"
          isDisabled={rows.length === 0}
          onPress={onClear}
        >
          {t('tap.clear')}
        </Button>
      </span>
    </div>
  );
}

function StateText({ snapshot, now }: { snapshot: TapSnapshot; now: number }) {
  const { phase, paused, waiting, startedAt = now, endedAt = now } = snapshot;
  const t = useTranslate();
  const n = useNumbers();
  if (phase === 'starting') {
    return <>{t('tap.state.starting')}</>;
  }
  if (paused) {
    return waiting > ROW_LIMIT ? (
      <>
        {t('tap.state.waitingKept', {
          amount: n.count(waiting),
          limit: n.count(ROW_LIMIT),
        })}
      </>
    ) : (
      <>{t('tap.state.paused', { amount: n.count(waiting) })}</>
    );
  }
  return phase === 'live' ? (
    <>{t('tap.state.live', { duration: formatDuration(now - startedAt, t) })}</>
  ) : (
    <>
      {t('tap.state.ended', {
        duration: formatDuration(endedAt - startedAt, t),
      })}
    </>
  );
}

function Dropped({ snapshot }: { snapshot: TapSnapshot }) {
  const { dropped, received } = snapshot;
  const t = useTranslate();
  const n = useNumbers();
  const lost = dropped.viewer + dropped.backend;
  if (lost === 0) {
    return null;
  }
  // three events make a request, so this is a share of events on both sides
  const values = {
    amount: n.count(lost),
    share: n.share(lost / (lost + 3 * received)),
  };
  let text: string = t('tap.state.droppedBoth', values);
  if (dropped.backend === 0) {
    text = t('tap.state.droppedViewer', values);
  } else if (dropped.viewer === 0) {
    text = t('tap.state.droppedBackend', values);
  }
  return (
    <span className={styles.dropped}>
      <HealthShape state="degraded" size={12} /> {text}
    </span>
  );
}
