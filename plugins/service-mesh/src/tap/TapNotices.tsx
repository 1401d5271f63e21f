import { Button } from '@backstage/ui';
import { RiInformationLine, RiRefreshLine } from '@remixicon/react';
import { HealthShape, Notice } from '../components';
import { formatTime } from '../format';
import { useNow, useTranslate } from '../hooks';
import { ExcludedPods } from './ExcludedPods';
import { TapSnapshot } from './TapSession';
import { useEndReason } from './useEndReason';
import styles from './TapNotices.module.css';

/** That the tap went on is said for this long, in milliseconds. */
const RESUME_SAID_MS = 60_000;

const RESUMING = {
  'target-replaced': 'tap.notice.retargeting',
  shutdown: 'tap.notice.restarting',
} as const;

const RESUMED = {
  'target-replaced': 'tap.notice.retargeted',
  shutdown: 'tap.notice.restarted',
} as const;

/** What is to be known about a tap that has rows: why it ended, that it went on with new pods or another portal, which pods are silent. */
export function TapNotices(props: { snapshot: TapSnapshot; onStart(): void }) {
  const { snapshot, onStart } = props;
  const { phase, rows, open, resumed } = snapshot;
  const t = useTranslate();
  const now = useNow();
  const reason = useEndReason(snapshot);
  const excluded = open?.excluded ?? [];
  return (
    <div className={styles.notices}>
      {reason && rows.length > 0 && (
        <Notice
          tone={snapshot.error ? 'warn' : 'quiet'}
          icon={
            snapshot.error ? (
              <HealthShape state="degraded" size={15} />
            ) : (
              <RiInformationLine size={16} />
            )
          }
          actions={
            <Button
              size="small"
              variant="secondary"
              iconStart={<RiRefreshLine />}
              onPress={onStart}
            >
              {t('tap.ended.again')}
            </Button>
          }
        >
          {t('tap.notice.ended', { reason })}
        </Notice>
      )}
      {resumed &&
        phase !== 'ended' &&
        (open === undefined || now - resumed.at < RESUME_SAID_MS) && (
          <Notice tone="quiet" icon={<RiInformationLine size={16} />}>
            {open === undefined
              ? t(RESUMING[resumed.after])
              : t(RESUMED[resumed.after], { time: formatTime(resumed.at) })}
          </Notice>
        )}
      {phase === 'live' && rows.length > 0 && excluded.length > 0 && (
        <Notice tone="quiet" icon={<RiInformationLine size={16} />}>
          {t('tap.notice.excluded', { count: excluded.length })}
          <ExcludedPods pods={excluded} />
        </Notice>
      )}
    </div>
  );
}
