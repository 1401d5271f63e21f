import { formatMoment, formatSpan } from '../format';
import type { Finding } from '../history';
import { useTranslate } from '../hooks';
import type { Translate } from '../translation';

/** Where the source's memory ends, where that is within what is drawn. */
export function Remembered({ finding }: { finding: Finding }) {
  const t = useTranslate();
  return <>{rememberedText(finding, t)}</>;
}

/** Since when there are numbers, and why not for longer; undefined where the memory is longer than what is drawn. */
export function rememberedText(
  { source, memory, history: { rememberedSince } }: Finding,
  t: Translate,
): string | undefined {
  if (rememberedSince === undefined) {
    return undefined;
  }
  const time = formatMoment(rememberedSince, t);
  return memory
    ? t(
        `stats.chart.remembered.${
          memory.inBackground ? 'proxiesAlways' : 'proxies'
        }`,
        { time, kept: formatSpan(memory.keptSeconds * 1000, t) },
      )
    : t(
        `stats.chart.remembered.${
          source === 'prometheus' ? 'prometheus' : 'none'
        }`,
        { time },
      );
}

/** When the source's memory begins, where that is later than the span that is shown. */
export function spanCut({ history, steps }: Finding): number | undefined {
  const { rememberedSince } = history;
  const first = steps.times[Math.max(0, steps.times.length - steps.spanSteps)];
  return rememberedSince !== undefined && rememberedSince >= first
    ? rememberedSince
    : undefined;
}
