const NBSP = '\u00a0';

/** What stands where a number is unknown; its reason belongs in a tooltip and an accessible name. */
export const UNKNOWN = '–';

/** Writers of every kind of number on the screens, for one language. */
export interface NumberFormats {
  /** Requests per second without the unit: `<0.1`, `25.3`, `640`, `2.2k`. */
  rate(value: number | undefined): string;
  /** `rate` with its unit: `25.3 rps`. */
  rps(value: number | undefined): string;
  /** Failures or retries: `7.8/s`. */
  perSecond(value: number | undefined): string;
  /**
   * A share between 0 and 1 as percent. It is cut, never rounded up, and reads `100 %` only when nothing failed.
   */
  success(share: number | undefined, failures?: number): string;
  /** The share between 0 and 1 that failed: rounded up, so that it and the `success` beside it make up 100 %. */
  failed(share: number | undefined): string;
  /** A plain share between 0 and 1, such as that of encrypted calls; cut as well. */
  share(share: number | undefined): string;
  /** Milliseconds with a unit that fits: `<1 ms`, `486 ms`, `1.04 s`, `1 min 4 s`. */
  latency(milliseconds: number | undefined): string;
  /** Milliseconds for a column whose header says `ms`: `1,043`. */
  milliseconds(milliseconds: number | undefined): string;
  /** `187 B`, `48.1 kB`, `1.2 MB`. */
  bytes(value: number | undefined): string;
  /** `48.1 kB/s`. */
  bytesPerSecond(value: number | undefined): string;
  /** With one decimal at most: `9.5`, `2`. */
  decimal(value: number): string;
  /** A whole number with groups: `4,229`. */
  count(value: number | undefined): string;
  /** Names in a sentence: `a, b and c`. */
  list(names: readonly string[]): string;
}

const RATE_UNITS = ['', 'k', 'M', 'G'];
const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

function createFormats(locale: string | undefined): NumberFormats {
  const fixed = [0, 1, 2].map(
    digits =>
      new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  );
  const whole = fixed[0];

  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });

  const upToOne = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

  /** Divides by thousands until at most three digits are left. */
  const scale = (value: number, units: string[]): [number, string] => {
    let rest = value;
    let unit = 0;
    while (unit < units.length - 1 && rest >= 999.5) {
      rest /= 1000;
      unit += 1;
    }
    return [rest, units[unit]];
  };

  const percent = (share: number | undefined, failures = 0): string => {
    if (share === undefined || Number.isNaN(share)) {
      return UNKNOWN;
    }
    const value = share * 100;
    if (value <= 0) {
      return `0${NBSP}%`;
    }
    if (value < 0.1) {
      return `<${fixed[1].format(0.1)}${NBSP}%`;
    }
    if (value >= 100 && failures === 0) {
      return `100${NBSP}%`;
    }
    // binary fractions put 69 % at 68.99999999: cut at a billionth, not at the last bit
    const cut = (digits: number) =>
      Math.floor(value * 10 ** digits + 1e-7) / 10 ** digits;
    const text =
      cut(1) >= 99.9
        ? fixed[2].format(Math.min(cut(2), 99.99))
        : fixed[1].format(cut(1));
    return `${text}${NBSP}%`;
  };

  const failed = (share: number | undefined) => {
    if (share === undefined || Number.isNaN(share)) {
      return UNKNOWN;
    }
    const value = share * 100;
    // only all is 100 %, and what a cut success leaves may be less than a tenth
    return value < 0.1 || value >= 100
      ? percent(share)
      : `${fixed[1].format(
          Math.min(Math.ceil(value * 10 - 1e-7) / 10, 99.9),
        )}${NBSP}%`;
  };

  const rate = (value: number | undefined) => {
    if (value === undefined) {
      return UNKNOWN;
    }
    if (value === 0) {
      return '0';
    }
    if (value < 0.1) {
      return `<${fixed[1].format(0.1)}`;
    }
    const [rest, unit] = scale(value, RATE_UNITS);
    if (unit === '') {
      return (rest < 99.95 ? fixed[1] : whole).format(rest);
    }
    return `${(rest < 9.95 ? upToOne : whole).format(rest)}${unit}`;
  };

  const bytes = (value: number | undefined) => {
    if (value === undefined) {
      return UNKNOWN;
    }
    if (value > 0 && value < 1) {
      return `<1${NBSP}B`;
    }
    if (value < 999.5) {
      return `${whole.format(value)}${NBSP}B`;
    }
    const [rest, unit] = scale(value, BYTE_UNITS);
    return `${(rest < 99.95 ? fixed[1] : whole).format(rest)}${NBSP}${unit}`;
  };

  return {
    rate,
    rps: value => (value === undefined ? UNKNOWN : `${rate(value)}${NBSP}rps`),
    perSecond: value =>
      value === undefined ? UNKNOWN : `${rate(value)}${NBSP}/s`,
    success: percent,
    failed,
    share: share => percent(share),
    latency: milliseconds => {
      if (milliseconds === undefined) {
        return UNKNOWN;
      }
      if (milliseconds < 1) {
        return `<1${NBSP}ms`;
      }
      if (milliseconds < 999.5) {
        return `${whole.format(milliseconds)}${NBSP}ms`;
      }
      const seconds = milliseconds / 1000;
      if (seconds < 9.995) {
        return `${fixed[2].format(seconds)}${NBSP}s`;
      }
      if (seconds < 59.95) {
        return `${fixed[1].format(seconds)}${NBSP}s`;
      }
      const all = Math.round(seconds);
      const minutes = `${whole.format(Math.floor(all / 60))}${NBSP}min`;
      return all % 60 === 0 ? minutes : `${minutes} ${all % 60}${NBSP}s`;
    },
    milliseconds: milliseconds => {
      if (milliseconds === undefined) {
        return UNKNOWN;
      }
      return milliseconds < 1 ? '<1' : whole.format(milliseconds);
    },
    bytes,
    bytesPerSecond: value =>
      value === undefined ? UNKNOWN : `${bytes(value)}/s`,
    decimal: value => upToOne.format(value),
    count: value => (value === undefined ? UNKNOWN : whole.format(value)),
    list: names => lists.format(names),
  };
}

const formatsByLocale = new Map<string | undefined, NumberFormats>();

/**
 * The writers for a language, made once.
 *
 * @param locale - a BCP 47 tag; the browser's language without it
 */
export function numberFormats(locale?: string): NumberFormats {
  let formats = formatsByLocale.get(locale);
  if (!formats) {
    formats = createFormats(locale);
    formatsByLocale.set(locale, formats);
  }
  return formats;
}
