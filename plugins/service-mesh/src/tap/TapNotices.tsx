import { Button } from '@backstage/ui';
import { RiInformationLine, RiRefreshLine } from '@remixicon/react';
import { HealthShape, Notice } from '../components';
import { formatTime } from '../format';
import { useNow, useTranslate } from '../hooks';
import { ExcludedPods } from './ExcludedPods';
import { TapSnapshot } from './TapSession';
import { useEndReason } from './useEndReason';
import styles from './TapNotices.module.css';

/** That new pods were found is said for this long, in milliseconds. */
const RETARGET_SAID_MS = 60_000;

/** What is to be known about a tap that has rows: why it ended, that its pods were replaced, which pods are silent. */
export function TapNotices(props: { snapshot: TapSnapshot; onStart(): void }) {
  const { snapshot, onStart } = props;
  const { phase, rows, open, retargetedAt } = snapshot;
  const t = useTranslate();
  const now = useNow();
  const reason = useEndReason(snapshot);
  const excluded = open?.excluded ?? [];
  const said = retargetedAt !== undefined && phase !== 'ended';
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
      {said &&
        (open === undefined || now - retargetedAt < RETARGET_SAID_MS) && (
          <Notice tone="quiet" icon={<RiInformationLine size={16} />}>
            {open === undefined
              ? t('tap.notice.retargeting')
              : t('tap.notice.retargeted', { time: formatTime(retargetedAt) })}
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
