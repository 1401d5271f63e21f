import type { NumberFormats } from '../format';
import type { Change, SeriesId } from '../history';
import type { Translate } from '../translation';

const ARROWS = { up: '↑', down: '↓' } as const;
const NBSP = '\u00a0';

/** How a number is written in its cell. */
export function seriesFormat(
  id: SeriesId,
  n: NumberFormats,
): (value: number | undefined) => string {
  switch (id) {
    case 'success':
      return value =>
        // a part of a failure keeps a share that is cut from reading 100 %
        n.success(value, value !== undefined && value < 1 ? 1 : 0);
    case 'requests':
      return n.rps;
    case 'failures':
      return n.perSecond;
    case 'connections':
      return n.count;
    default:
      return n.latency;
  }
}

/**
 * A change as a short sign for the eye and as words for screen readers.
 *
 * @param span - the length of the span before: "1 h"
 */
export function changeText(
  id: SeriesId,
  change: Change,
  span: string,
  t: Translate,
  n: NumberFormats,
): { text: string; words: string } {
  const { direction, unit, amount } = change;
  if (direction === 'same') {
    return {
      // an arrow to 0 % would read as a fall to nothing
      text: t('stats.change.none'),
      words: t('stats.change.same', { span }),
    };
  }
  if (unit === 'from') {
    const value = seriesFormat(id, n)(amount);
    return {
      text: `${ARROWS[direction]}${NBSP}${t('stats.change.from', { value })}`,
      words: t(`stats.change.${direction}From`, { value, span }),
    };
  }
  const amounts = {
    points: t('stats.change.points', { amount: n.decimal(amount) }),
    share: `${n.count(100 * amount)}${NBSP}%`,
    factor: `×${n.decimal(amount)}`,
  };
  const text =
    unit === 'factor'
      ? amounts.factor
      : `${ARROWS[direction]}${NBSP}${amounts[unit]}`;
  return {
    text,
    words:
      unit === 'factor'
        ? t('stats.change.factor', { amount: n.decimal(amount), span })
        : t(`stats.change.${direction}`, { amount: amounts[unit], span }),
  };
}
