import type { Timeline } from '@backstage-mesh/plugin-service-mesh-common';
import { ButtonIcon } from '@backstage/ui';
import { RiArrowLeftSLine, RiArrowRightSLine } from '@remixicon/react';
import { formatClock, formatSpan } from '../format';
import { useElementSize, useNumbers, useTranslate } from '../hooks';
import { stripScale } from './strip';
import { PastControls } from './PastControls';
import { StripChart } from './StripChart';
import type { TimeTravel } from './useTimeTravel';
import styles from './TimeStrip.module.css';

/** Pixels that the strip takes below a graph, with its border. */
const STRIP_HEIGHT = 64;

/**
 * Pixels that the strip takes below a graph: its room is kept until it is known.
 *
 * @param timeline - undefined until it is known, null where it can not be
 */
export function stripHeight(timeline: Timeline | null | undefined): number {
  return timeline === undefined || isMeasured(timeline) ? STRIP_HEIGHT : 0;
}

function isMeasured(timeline: Timeline | null): timeline is Timeline {
  return timeline?.requests.some(value => value !== null) ?? false;
}

/** The calls of the last hour at the bottom of a graph, and the way back in time. Absent where nothing is known of it. */
export function TimeStrip(props: {
  travel: TimeTravel;
  timeline: Timeline | null | undefined;
}) {
  const { travel, timeline } = props;
  if (timeline === undefined) {
    return <PendingStrip travel={travel} />;
  }
  return isMeasured(timeline) ? (
    <Strip travel={travel} timeline={timeline} />
  ) : null;
}

/** The place of the strip before it is known. */
function PendingStrip({ travel }: { travel: TimeTravel }) {
  return (
    <div className={styles.strip}>
      <div className={styles.head}>
        <StepButtons travel={travel} isPending />
        {!travel.compared && <PastControls travel={travel} isPending />}
      </div>
    </div>
  );
}

function StepButtons(props: { travel: TimeTravel; isPending?: boolean }) {
  const { travel, isPending = false } = props;
  const { compared, past } = travel;
  const t = useTranslate();
  return (
    <span className={styles.buttons}>
      <ButtonIcon
        size="small"
        variant="secondary"
        icon={<RiArrowLeftSLine />}
        aria-label={t('timeTravel.strip.earlier')}
        isDisabled={isPending}
        onPress={() => travel.step(-1)}
      />
      <ButtonIcon
        size="small"
        variant="secondary"
        icon={<RiArrowRightSLine />}
        aria-label={t('timeTravel.strip.later')}
        isDisabled={isPending || (!compared && !past)}
        onPress={() => travel.step(1)}
      />
    </span>
  );
}

function Strip(props: { travel: TimeTravel; timeline: Timeline }) {
  const { travel, timeline } = props;
  const { compared, past, place } = travel;
  const t = useTranslate();
  const n = useNumbers();
  const [ref, size] = useElementSize();
  const { times, stepSeconds } = timeline;
  const from = times[0] - 1000 * stepSeconds;
  const to = times[times.length - 1];
  const failures = sum(timeline.failures);
  return (
    <section className={styles.strip} aria-label={t('timeTravel.strip.label')}>
      <div className={styles.head}>
        <StepButtons travel={travel} />
        {!compared && <PastControls travel={travel} />}
        <span className={styles.words} hidden={past !== undefined}>
          <span
            title={
              place.name &&
              t('timeTravel.strip.ofComponent', { name: place.name })
            }
          >
            <b>{t('timeTravel.strip.failedCalls')}</b>{' '}
            {t(
              place.name ? 'timeTravel.strip.ofIt' : 'timeTravel.strip.ofView',
            )}
          </span>
          <span className={styles.muted}>
            {t('timeTravel.strip.step', {
              step: formatSpan(1000 * stepSeconds, t),
            })}
            {' · '}
            {t(`timeTravel.strip.sources.${timeline.source}`)}
          </span>
        </span>
      </div>
      <p className={styles.hidden}>
        {t('timeTravel.strip.summary', {
          failures: n.count(Math.round(failures)),
          requests: n.count(Math.round(sum(timeline.requests))),
          from: formatClock(from),
          to: formatClock(to),
        })}{' '}
        {t('timeTravel.strip.help')}
      </p>
      <div
        ref={ref}
        className={styles.chart}
        title={t('timeTravel.strip.help')}
      >
        {size && size.width > 60 && (
          <StripChart {...props} scale={stripScale({ from, to }, size.width)} />
        )}
      </div>
    </section>
  );
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((all, value) => all + (value ?? 0), 0);
}
