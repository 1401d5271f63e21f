import type {
  MeshChange,
  Timeline,
} from '@backstage-mesh/plugin-service-mesh-common';
import { PointerEvent, useMemo, useRef, useState } from 'react';
import { formatClock, formatSpan } from '../format';
import { useThresholds } from '../health';
import { useTranslate } from '../hooks';
import { changeTitle } from './changeTitle';
import { comparableFrom, moveRange, snapRange } from './moments';
import { StripScale, stripBars, stripMarks, stripTicks } from './strip';
import { StripDrag, endDrag, shifted } from './stripDrag';
import { StripMarks, markKey } from './StripMarks';
import { StripReadout } from './StripReadout';
import { StripWindow } from './StripWindow';
import type { TimeTravel } from './useTimeTravel';
import styles from './TimeStrip.module.css';

/** Less room holds no note. */
const LEAST_NOTE_PX = 200;

/** The two that are compared. */
const WINDOWS = [
  { what: 'a', letter: 'A', label: 'timeTravel.strip.windowA' },
  { what: 'b', letter: 'B', label: 'timeTravel.strip.windowB' },
] as const;

/** The bars of the strip with what can be picked and moved on them. */
export function StripChart(props: {
  travel: TimeTravel;
  timeline: Timeline;
  scale: StripScale;
}) {
  const { travel, timeline, scale } = props;
  const { compared, past } = travel;
  const t = useTranslate();
  const thresholds = useThresholds();
  const surface = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<StripDrag>();
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
  const begin = (event: PointerEvent, what: StripDrag['what']) => {
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
    if (drag) {
      endDrag(drag, travel, scale);
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
        {shown &&
          WINDOWS.map(({ what, letter, label }) => (
            <StripWindow
              key={what}
              letter={letter}
              label={t(label)}
              range={shown[what]}
              scale={scale}
              onGrab={event => begin(event, what)}
              onMove={byMs =>
                compared &&
                travel.compare(
                  shifted(compared, { what, from: 0, to: byMs }, scale.range),
                )
              }
            />
          ))}
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
          <StripReadout timeline={timeline} scale={scale} time={hovered} />
        )}
      </div>
      <div className={styles.axis} aria-hidden>
        {stripTicks(scale).map(({ time, x }) => (
          <span key={time} className={styles.tick} style={{ left: x }}>
            {formatClock(time)}
          </span>
        ))}
      </div>
      <StripMarks travel={travel} marks={marks} onRefused={setRefused} />
    </>
  );
}
