import type { MeasuredAnswer } from '@backstage-mesh/plugin-service-mesh-common';
import {
  formatClock,
  formatMoment,
  formatSpan,
  formatWindowLabel,
} from '../format';
import type { TimeChoice, TimeRange } from '../hooks/timeChoice';
import type { Translate } from '../translation';

/**
 * The time that numbers cover, as a part of a sentence: "in the last 5 min", "between 13:00 and 13:20". It is the measured one,
 * which is shorter than the chosen one while a source still collects.
 *
 * @param cluster - whose numbers they are
 */
export function periodPhrase(
  measured: Pick<MeasuredAnswer, 'measurements' | 'window'> | undefined,
  cluster: string,
  time: TimeChoice,
  t: Translate,
): string {
  const seconds = measured?.measurements.find(
    each => each.cluster === cluster,
  )?.windowSeconds;
  if (time.type === 'range') {
    const { from, to } = time.range;
    return t('period.between', {
      from: formatMoment(seconds ? to - seconds * 1000 : from, t),
      to: formatClock(to),
    });
  }
  return t('period.last', {
    window:
      seconds === undefined
        ? formatWindowLabel(measured?.window ?? time.window, t)
        : formatSpan(seconds * 1000, t),
  });
}

/** A range for a control: "13:00–13:20", with the day where it is not today. */
export function rangeLabel({ from, to }: TimeRange, t: Translate): string {
  return `${formatMoment(from, t)}–${formatClock(to)}`;
}
