import { parseWindow } from '@backstage-mesh/plugin-service-mesh-common';
import type { Translate } from '../translation';

type Unit = 'seconds' | 'minutes' | 'hours' | 'days';

/** A span of time for people, in two units: `4 s`, `2 min 14 s`, `3 h 5 min`, `2 d`. */
export function formatDuration(milliseconds: number, t: Translate): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) {
    return amountOf(seconds, 'seconds', t);
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return join([minutes, 'minutes'], [seconds % 60, 'seconds'], t);
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    return join([hours, 'hours'], [minutes % 60, 'minutes'], t);
  }
  return join([Math.floor(hours / 24), 'days'], [hours % 24, 'hours'], t);
}

/** A measured span, as precise as people care: seconds below two minutes, whole minutes above: `90 s` as `1 min 30 s`, `25 min`. */
export function formatSpan(milliseconds: number, t: Translate): string {
  const grain = milliseconds < 120_000 ? 1000 : 60_000;
  return formatDuration(grain * Math.round(milliseconds / grain), t);
}

/** How long ago something began, as precise as people care: `40 s`, `14 min`, `3 h`, `2 d`. */
export function formatAge(milliseconds: number, t: Translate): string {
  const minutes = Math.max(0, milliseconds) / 60_000;
  if (minutes < 1) {
    return formatDuration(milliseconds, t);
  }
  const [amount, unit] = [
    [minutes / (24 * 60), 'days'] as const,
    [minutes / 60, 'hours'] as const,
    [minutes, 'minutes'] as const,
  ].find(([value]) => value >= 0.99) ?? [minutes, 'minutes'];
  return amountOf(Math.max(1, Math.floor(amount + 0.01)), unit, t);
}

/** A window such as `5m` for people: `5 min`; `5400s` is `1 h 30 min`. */
export function formatWindowLabel(window: string, t: Translate): string {
  const seconds = parseWindow(window);
  return seconds === undefined ? window : formatSpan(seconds * 1000, t);
}

function amountOf(amount: number, unit: Unit, t: Translate): string {
  return t(`duration.${unit}`, { amount: String(amount) });
}

function join(large: [number, Unit], small: [number, Unit], t: Translate) {
  const head = amountOf(...large, t);
  return small[0] === 0 ? head : `${head} ${amountOf(...small, t)}`;
}

/** The time of a day in the user's language: `14:22:54`. */
export function formatTime(time: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(time);
}

/** The hour and minute of a moment in the user's language: `14:22`. */
export function formatClock(time: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(time);
}

/** A day in the language of the texts around it: `Nov 21`. */
export function formatDate(time: number, t: Translate): string {
  return t('moment.date', {
    date: new Date(time),
    formatParams: { date: { day: 'numeric', month: 'short' } },
  });
}

/** A clock time, with its day where that is not today: `14:22`, `Nov 20 14:22`. */
export function formatMoment(time: number, t: Translate): string {
  const today = new Date().toDateString() === new Date(time).toDateString();
  const clock = formatClock(time);
  return today ? clock : `${formatDate(time, t)} ${clock}`;
}
