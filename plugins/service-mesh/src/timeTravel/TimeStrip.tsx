import type {
  MeshChange,
  Timeline,
} from '@backstage-mesh/plugin-service-mesh-common';
import { ButtonIcon } from '@backstage/ui';
import { RiArrowLeftSLine, RiArrowRightSLine } from '@remixicon/react';
import { PointerEvent, useMemo, useRef, useState } from 'react';
import { formatClock, formatSpan } from '../format';
import { useThresholds } from '../health';
import { TimeRange, useElementSize, useNumbers, useTranslate } from '../hooks';
import { changeTitle } from './changeTitle';
import { clockRange } from './differenceText';
import {
  comparableFrom,
  moveRange,
  snapRange,
  withWindowBefore,
} from './moments';
import {
  StripScale,
  stripBars,
  stripMarks,
  stripScale,
  stripTicks,
} from './strip';
import { PastControls } from './PastControls';
import { StripWindow } from './StripWindow';
import type { TimeTravel } from './useTimeTravel';
import styles from './TimeStrip.module.css';

/** Pixels that the strip takes below a graph, with its border. */
const STRIP_HEIGHT = 64;

/** Less room holds no note. */
const LEAST_NOTE_PX = 200;

/** Below this length in pixels a movement of the pointer is a click. */
const CLICK_PX = 4;

/** What the pointer is doing. */
interface Drag {
  what: 'draw' | 'a' | 'b';
  from: number;
  to: number;
}

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
          <Chart {...props} scale={stripScale({ from, to }, size.width)} />
        )}
      </div>
    </section>
  );
}

function Chart(props: {
  travel: TimeTravel;
  timeline: Timeline;
  scale: StripScale;
}) {
  const { travel, timeline, scale } = props;
  const { compared, past } = travel;
  const t = useTranslate();
  const thresholds = useThresholds();
  const surface = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<Drag>();
  const bars = useMemo(
    () => stripBars(timeline, scale, thresholds),
    [timeline, scale, thresholds],
  );
  const marks = useMemo(
    () => stripMarks(timeline.changes, scale),
    [timeline.changes, scale],
  );
  const [hovered, setHovered] = useState<number>();
  const [refused, setRefused] = useState<MeshChange>();

  const timeAt = (event: PointerEvent) => {
    const left = surface.current?.getBoundingClientRect().left ?? 0;
    return scale.timeAt(event.clientX - left);
  };
  const begin = (event: PointerEvent, what: Drag['what']) => {
    if (event.button !== 0) {
      return;
    }
    event.stopPropagation();
    surface.current?.setPointerCapture(event.pointerId);
    const time = timeAt(event);
    setDrag({ what, from: time, to: time });
  };
  const move = (event: PointerEvent) => {
    const time = timeAt(event);
    setHovered(time);
    setDrag(current => current && { ...current, to: time });
  };
  const end = () => {
    setDrag(undefined);
    if (!drag) {
      return;
    }
    const isClick = Math.abs(scale.x(drag.to) - scale.x(drag.from)) < CLICK_PX;
    if (drag.what === 'draw') {
      const length = windowLength(travel);
      const range = isClick
        ? moveRange(
            { from: drag.from - length / 2, to: drag.from + length / 2 },
            0,
            scale.range,
          )
        : snapRange(drag.from, drag.to, scale.range);
      choose(travel, range);
    } else if (compared && !isClick) {
      travel.compare(shifted(compared, drag, scale.range));
    }
  };
  const shown =
    drag && drag.what !== 'draw' && compared
      ? shifted(compared, drag, scale.range)
      : compared;
  const alone =
    drag?.what === 'draw' ? snapRange(drag.from, drag.to, scale.range) : past;
  const unknownUntil = timeline.rememberedSince;
  const noteWidth =
    unknownUntil !== undefined && scale.x(unknownUntil) > LEAST_NOTE_PX
      ? scale.x(unknownUntil)
      : 0;
  const note =
    noteWidth > 0 &&
    unknownUntil !== undefined &&
    `${t('timeTravel.strip.noHistory', {
      memory: formatSpan(scale.range.to - unknownUntil, t),
    })} ${t('timeTravel.strip.noHistoryMore')}`;
  return (
    <>
      <div
        ref={surface}
        className={styles.surface}
        onPointerDown={event => begin(event, 'draw')}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={() => setDrag(undefined)}
        onPointerLeave={() => setHovered(undefined)}
      >
        <svg
          className={styles.bars}
          width={scale.width}
          height={scale.height}
          aria-hidden
        >
          {bars.map(bar => (
            <rect
              key={bar.time}
              x={bar.x}
              y={bar.y}
              width={bar.width}
              height={bar.height}
              data-tone={bar.tone}
            />
          ))}
          {marks.map(({ change, x }) =>
            // a line would cross the note
            x < noteWidth ? null : (
              <line
                key={markKey(change)}
                x1={x}
                x2={x}
                y1={0}
                y2={scale.height}
              />
            ),
          )}
        </svg>
        {note && (
          <span
            className={styles.unknown}
            style={{ width: noteWidth }}
            title={note}
          >
            {note}
          </span>
        )}
        {shown && (
          <>
            <StripWindow
              letter="A"
              label={t('timeTravel.strip.windowA')}
              range={shown.a}
              scale={scale}
              onGrab={event => begin(event, 'a')}
              onMove={byMs =>
                compared &&
                travel.compare(
                  shifted(
                    compared,
                    { what: 'a', from: 0, to: byMs },
                    scale.range,
                  ),
                )
              }
            />
            <StripWindow
              letter="B"
              label={t('timeTravel.strip.windowB')}
              range={shown.b}
              scale={scale}
              onGrab={event => begin(event, 'b')}
              onMove={byMs =>
                compared &&
                travel.compare(
                  shifted(
                    compared,
                    { what: 'b', from: 0, to: byMs },
                    scale.range,
                  ),
                )
              }
            />
          </>
        )}
        {!shown && alone && (
          <StripWindow
            label={t('timeTravel.strip.window')}
            range={alone}
            scale={scale}
            onMove={byMs => travel.look(moveRange(alone, byMs, scale.range))}
          />
        )}
        {refused && (
          <span
            className={styles.readout}
            data-end={scale.x(refused.at) > scale.width / 2}
            style={{ left: scale.x(refused.at) }}
            role="status"
          >
            {t('timeTravel.strip.tooNew', {
              name: changeTitle(refused),
              time: formatClock(refused.at),
              ready: formatClock(comparableFrom(refused.at)),
            })}
          </span>
        )}
        {hovered !== undefined && !drag && (
          <Readout timeline={timeline} scale={scale} time={hovered} />
        )}
      </div>
      <div className={styles.axis} aria-hidden>
        {stripTicks(scale).map(({ time, x }) => (
          <span key={time} className={styles.tick} style={{ left: x }}>
            {formatClock(time)}
          </span>
        ))}
      </div>
      <div className={styles.marks}>
        {marks.map(({ change, x, label }) => {
          const sentence = t('timeTravel.strip.change', {
            name: change.name,
            detail: change.detail ?? t(`timeTravel.changes.${change.kind}`),
            time: formatClock(change.at),
          });
          return (
            <button
              key={markKey(change)}
              type="button"
              className={styles.mark}
              style={{ left: x, maxWidth: label?.width }}
              data-side={label?.side}
              title={sentence}
              aria-label={sentence}
              onClick={() =>
                travel.canCompare(change)
                  ? travel.compareAround(change)
                  : setRefused(change)
              }
              onBlur={() => setRefused(undefined)}
            >
              <span aria-hidden>▲</span>
              {label && <span className={styles.markName}>{label.text}</span>}
            </button>
          );
        })}
      </div>
    </>
  );
}

/** What a step counted, beside the pointer. */
function Readout(props: {
  timeline: Timeline;
  scale: StripScale;
  time: number;
}) {
  const { timeline, scale, time } = props;
  const t = useTranslate();
  const n = useNumbers();
  const step = timeline.times.findIndex(each => each >= time);
  const end = timeline.times[step];
  if (end === undefined) {
    return null;
  }
  const [requests, failures] = [
    timeline.requests[step],
    timeline.failures[step],
  ];
  const when = clockRange({ from: end - 1000 * timeline.stepSeconds, to: end });
  return (
    <span
      className={styles.readout}
      data-end={scale.x(end) > scale.width / 2}
      style={{ left: scale.x(end) }}
      aria-hidden
    >
      {requests === null || failures === null
        ? t('timeTravel.strip.barUnknown', { time: when })
        : t('timeTravel.strip.bar', {
            time: when,
            failures: n.count(Math.round(failures)),
            requests: n.count(Math.round(requests)),
          })}
    </span>
  );
}

/** While something is compared, a choice is that of the second window, as long as the first one comes before it. */
function choose(travel: TimeTravel, range: TimeRange): void {
  const { compared } = travel;
  if (!compared) {
    travel.look(range);
    return;
  }
  // the windows keep one length, and never overlap
  const { a, b } = compared;
  if (range.from >= a.to) {
    travel.compare({ a, b: range });
  } else if (range.to <= b.from) {
    travel.compare({ a: range, b });
  } else {
    travel.compare(withWindowBefore(range));
  }
}

function shifted(
  { a, b }: NonNullable<TimeTravel['compared']>,
  { what, from, to }: Drag,
  limits: TimeRange,
): NonNullable<TimeTravel['compared']> {
  return what === 'a'
    ? { a: moveRange(a, to - from, { ...limits, to: b.from }), b }
    : {
        a,
        b: moveRange(b, to - from, {
          from: Math.max(limits.from, a.to),
          to: limits.to,
        }),
      };
}

function windowLength({ compared, past }: TimeTravel): number {
  const range = compared?.b ?? past;
  return range ? range.to - range.from : 5 * 60_000;
}

function markKey({ kind, at, name, detail }: MeshChange): string {
  return `${kind} ${at} ${name} ${detail ?? ''}`;
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((all, value) => all + (value ?? 0), 0);
}
