import type {
  HealthThresholds,
  MeshChange,
  Timeline,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { TimeRange } from '../hooks/timeChoice';
import { changeTitle } from './changeTitle';

/** Where moments are on the strip, in pixels. */
export interface StripScale {
  range: TimeRange;
  width: number;
  /** Of the bars. */
  height: number;
  x(time: number): number;
  timeAt(x: number): number;
}

/** The failed calls of one step. */
export interface StripBar {
  /** The end of its step. */
  time: number;
  x: number;
  y: number;
  width: number;
  height: number;
  /** `fail` where more failed than a healthy share. */
  tone: 'none' | 'some' | 'fail';
}

const HEIGHT = 28;

/** What a step without a failure is drawn by: a measured zero is not nothing. */
const ZERO_HEIGHT = 1.5;
const LEAST_HEIGHT = 3;

/** Room that a label of a change needs: its sign, and each of its letters. */
const SIGN_PX = 14;
const LETTER_PX = 6.2;
const LONGEST_LABEL_PX = 160;

/** Where a sign and its label are on a strip. */
export interface StripMark {
  change: MeshChange;
  x: number;
  /** Absent where a label would stand on another one, or on another sign. */
  label?: { text: string; width: number; side: 'left' | 'right' };
}

const TICKS_MS = [5, 10, 15, 30].map(minutes => minutes * 60_000);
const TICK_PX = 64;

/** The scale of a strip that shows a span. */
export function stripScale(range: TimeRange, width: number): StripScale {
  const perMs = width / (range.to - range.from);
  return {
    range,
    width,
    height: HEIGHT,
    x: time => (time - range.from) * perMs,
    timeAt: x => range.from + x / perMs,
  };
}

/** One bar per step that was measured. */
export function stripBars(
  { times, stepSeconds, requests, failures }: Timeline,
  scale: StripScale,
  thresholds: HealthThresholds,
): StripBar[] {
  const most = Math.max(1, ...failures.map(value => value ?? 0));
  return times.flatMap((time, i): StripBar[] => {
    const [all, failed] = [requests[i], failures[i]];
    if (all === null || failed === null) {
      return [];
    }
    const x = scale.x(time - 1000 * stepSeconds);
    const height =
      failed > 0
        ? Math.max(LEAST_HEIGHT, (failed / most) * scale.height)
        : ZERO_HEIGHT;
    return [
      {
        time,
        x: x + 0.5,
        y: scale.height - height,
        width: Math.max(1, scale.x(time) - x - 1),
        height,
        tone: toneOf(all, failed, thresholds),
      },
    ];
  });
}

function toneOf(
  requests: number,
  failures: number,
  { healthy, minRequests }: HealthThresholds,
): StripBar['tone'] {
  if (failures <= 0) {
    return 'none';
  }
  const percent = 100 * (1 - failures / requests);
  return requests >= minRequests && percent < healthy ? 'fail' : 'some';
}

/** The rollouts and splits that a strip shows; restarts are many, and told in the list. */
export function stripMarks(
  changes: readonly MeshChange[],
  scale: StripScale,
): StripMark[] {
  const marks = changes
    .filter(
      ({ kind, at }) =>
        kind !== 'restart' && at >= scale.range.from && at <= scale.range.to,
    )
    .sort((a, b) => a.at - b.at)
    .map(change => ({ change, x: scale.x(change.at) }));
  let free = 0;
  return marks.map(({ change, x }, index) => {
    const text = changeTitle(change);
    const width = Math.min(LONGEST_LABEL_PX, SIGN_PX + LETTER_PX * text.length);
    const next = marks[index + 1]?.x ?? scale.width + SIGN_PX / 2;
    const fits = {
      right: x + width <= next - SIGN_PX / 2,
      left: x - width >= free,
    };
    // to the left only at the end of the strip
    const side = !fits.right && fits.left && !marks[index + 1] && 'left';
    free = x + (fits.right ? width : SIGN_PX / 2);
    return fits.right || side
      ? { change, x, label: { text, width, side: side || 'right' } }
      : { change, x };
  });
}

/** The clock along a strip, as close as can be read. */
export function stripTicks(scale: StripScale): { time: number; x: number }[] {
  const span = scale.range.to - scale.range.from;
  const most = Math.max(1, scale.width / TICK_PX);
  const step =
    TICKS_MS.find(each => span / each <= most) ?? TICKS_MS[TICKS_MS.length - 1];
  const first = step * Math.ceil(scale.range.from / step);
  const ticks: { time: number; x: number }[] = [];
  for (let time = first; time <= scale.range.to; time += step) {
    const x = scale.x(time);
    if (x >= 14 && x <= scale.width - 14) {
      ticks.push({ time, x });
    }
  }
  return ticks;
}
