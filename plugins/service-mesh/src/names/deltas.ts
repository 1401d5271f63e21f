import type {
  NumberDelta,
  TrafficDelta,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { NumberFormats } from '../format';
import type { Translate } from '../translation';

const NBSP = '\u00a0';
const ARROWS = { up: '↑', down: '↓' } as const;

/** A value that grew more than this has no factor worth saying. */
const BEYOND_COMPARE = 10;

/** How a number differs, as a sign for the eye and as words; for better or worse where that can be said. */
export interface DeltaText {
  text: string;
  words: string;
  tone: 'worse' | 'better' | 'plain';
}

/** Points of a percentage: `↓ 30.6 pts`. Undefined within noise, or where a moment is not known. */
export function successDeltaText(
  { before, after, direction }: NumberDelta,
  t: Translate,
  n: NumberFormats,
): DeltaText | undefined {
  if (
    before === undefined ||
    after === undefined ||
    (direction !== 'up' && direction !== 'down')
  ) {
    return undefined;
  }
  const amount = t('timeTravel.points', {
    amount: n.decimal(Math.abs(after - before) * 100),
  });
  return {
    text: `${ARROWS[direction]}${NBSP}${amount}`,
    words: t(`timeTravel.words.${direction}`, { amount }),
    tone: direction === 'up' ? 'better' : 'worse',
  };
}

/** A share of the value before, or a factor from double on: `↑ 31 %`, `×2.2`. */
export function relativeDeltaText(
  { before, after, direction }: NumberDelta,
  format: (value: number) => string,
  t: Translate,
  n: NumberFormats,
): Omit<DeltaText, 'tone'> | undefined {
  if (
    before === undefined ||
    after === undefined ||
    (direction !== 'up' && direction !== 'down')
  ) {
    return undefined;
  }
  const factor = before > 0 ? after / before : Infinity;
  if (factor > BEYOND_COMPARE) {
    const text = t('timeTravel.fromTo', {
      before: format(before),
      after: format(after),
    });
    return { text, words: text };
  }
  if (factor >= 2) {
    const amount = `×${n.decimal(factor)}`;
    return { text: amount, words: amount };
  }
  const amount = `${n.count(Math.round(100 * Math.abs(factor - 1)))}${NBSP}%`;
  return {
    text: `${ARROWS[direction]}${NBSP}${amount}`,
    words: t(`timeTravel.words.${direction}`, { amount }),
  };
}

/** `p99 ×2.2`; what it is where it did not change. */
export function latencyDeltaText(
  latency: TrafficDelta['latency'],
  t: Translate,
  n: NumberFormats,
): DeltaText | undefined {
  if (latency.after === undefined) {
    return undefined;
  }
  const unit = t(latency.statistic === 'p99' ? 'units.p99' : 'units.mean');
  const delta = relativeDeltaText(latency, n.latency, t, n);
  const value = delta ?? {
    text: n.latency(latency.after),
    words: n.latency(latency.after),
  };
  const tones = { up: 'worse', down: 'better' } as const;
  return {
    text: `${unit} ${value.text}`,
    words: `${unit} ${value.words}`,
    tone:
      delta && (latency.direction === 'up' || latency.direction === 'down')
        ? tones[latency.direction]
        : 'plain',
  };
}
