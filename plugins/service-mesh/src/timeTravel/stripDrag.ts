import type { TimeRange } from '../hooks';
import { moveRange, snapRange, withWindowBefore } from './moments';
import type { StripScale } from './strip';
import type { ComparedRanges } from './timeTravelAddress';
import type { TimeTravel } from './useTimeTravel';

/** Below this length in pixels a movement of the pointer is a click. */
const CLICK_PX = 4;

/** What the pointer does on the strip: it draws a window, or moves one of two that are compared; times in milliseconds. */
export interface StripDrag {
  what: 'draw' | 'a' | 'b';
  from: number;
  to: number;
}

/** Ends what the pointer did: a click looks at the window around it, a drag at what was drawn, or moves a window. */
export function endDrag(
  drag: StripDrag,
  travel: Pick<TimeTravel, 'compared' | 'past' | 'compare' | 'look'>,
  scale: StripScale,
): void {
  const { compared } = travel;
  const isClick = Math.abs(scale.x(drag.to) - scale.x(drag.from)) < CLICK_PX;
  if (drag.what === 'draw') {
    const length = windowLength(travel);
    choose(
      travel,
      isClick
        ? moveRange(
            { from: drag.from - length / 2, to: drag.from + length / 2 },
            0,
            scale.range,
          )
        : snapRange(drag.from, drag.to, scale.range),
    );
  } else if (compared && !isClick) {
    travel.compare(shifted(compared, drag, scale.range));
  }
}

/** While something is compared, a choice is that of the second window, as long as the first one comes before it. */
function choose(
  travel: Pick<TimeTravel, 'compared' | 'compare' | 'look'>,
  range: TimeRange,
): void {
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

/** Two windows, one of which was moved: not over the other one, and not out of what is known. */
export function shifted(
  { a, b }: ComparedRanges,
  { what, from, to }: StripDrag,
  limits: TimeRange,
): ComparedRanges {
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

function windowLength({
  compared,
  past,
}: Pick<TimeTravel, 'compared' | 'past'>): number {
  const range = compared?.b ?? past;
  return range ? range.to - range.from : 5 * 60_000;
}
