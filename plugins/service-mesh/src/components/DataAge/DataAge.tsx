import { ButtonIcon } from '@backstage/ui';
import { RiPauseLine, RiPlayLine, RiRefreshLine } from '@remixicon/react';
import type { MeasuredAnswer } from '@backstage-mesh/plugin-service-mesh-common';
import { formatDuration } from '../../format';
import { PollControls, useNow, useTranslate } from '../../hooks';
import { Aside } from './Aside';
import styles from './DataAge.module.css';

/** How old numbers may be before their age is shown as a warning, in milliseconds. */
const OLD_MS = 60_000;

/**
 * The age and source of what is on screen, with pause and refresh.
 *
 * @param props - `elsewhere`: what is missing, but not from what is on screen
 */
export function DataAge(props: {
  poll: PollControls<MeasuredAnswer>;
  showSource?: boolean;
  elsewhere?: readonly string[];
}) {
  const { poll, showSource, elsewhere = [] } = props;
  const t = useTranslate();
  const now = useNow();
  const { data, receivedAt, paused, loading } = poll;
  const measuredAt = data?.measuredAt && Date.parse(data.measuredAt);
  const since = measuredAt || receivedAt;
  const age = since === undefined ? undefined : Math.max(0, now - since);
  const old = age !== undefined && age > OLD_MS;
  let text: string = t('age.measuring');
  if (age !== undefined) {
    text = t('age.ago', { duration: formatDuration(age, t) });
  } else if (!loading) {
    text = t('age.never');
  }
  if (showSource && data && age !== undefined) {
    text = t('age.source', { age: text, source: t(`sources.${data.source}`) });
  }
  return (
    <div className={styles.age}>
      <span
        className={old ? `${styles.text} ${styles.old}` : styles.text}
        aria-label={`${t('age.label')}: ${text}`}
        role="img"
      >
        <span
          className={styles.dot}
          data-quiet={paused || poll.error !== undefined}
        />
        {paused ? `${text} · ${t('age.paused')}` : text}
      </span>
      <Aside texts={elsewhere} />
      <ButtonIcon
        variant="tertiary"
        size="small"
        icon={paused ? <RiPlayLine /> : <RiPauseLine />}
        aria-label={paused ? t('controls.resume') : t('controls.pause')}
        onPress={() => poll.setPaused(!paused)}
      />
      <ButtonIcon
        variant="tertiary"
        size="small"
        icon={<RiRefreshLine />}
        aria-label={t('controls.refresh')}
        onPress={() => poll.refresh()}
      />
    </div>
  );
}
