import { parse } from 'yaml';

/**
 * Reads the scrape interval of a job from the configuration that `/api/v1/status/config` brings.
 *
 * @param job - name of the job that scrapes the proxies; the global interval where it is unknown or has none of its own
 * @returns seconds; undefined where the configuration does not say
 * @internal
 */
export function intervalFromConfig(
  yaml: string,
  job: string | undefined,
): number | undefined {
  const config: unknown = parse(yaml);
  const jobs = property(config, 'scrape_configs');
  const own = Array.isArray(jobs)
    ? jobs.find(candidate => property(candidate, 'job_name') === job)
    : undefined;
  const text =
    property(own, 'scrape_interval') ??
    property(property(config, 'global'), 'scrape_interval');
  return typeof text === 'string' ? parseDuration(text) : undefined;
}

/**
 * The time between samples, from when they were taken.
 *
 * @param times - seconds since the epoch
 * @returns the median of the gaps in seconds, rounded where that is close; undefined for fewer than three samples
 * @internal
 */
export function intervalFromSpacing(
  times: readonly number[],
): number | undefined {
  const gaps = times
    .slice(1)
    .map((time, i) => time - times[i])
    .sort((a, b) => a - b);
  if (gaps.length < 2) {
    return undefined;
  }
  const median = gaps[Math.floor(gaps.length / 2)];
  return Math.max(1, Math.round(median));
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
};

/** A duration of Prometheus, such as `1m30s`. */
function parseDuration(text: string): number | undefined {
  if (!/^(\d+(ms|s|m|h|d))+$/.test(text)) {
    return undefined;
  }
  return [...text.matchAll(/(\d+)(ms|s|m|h|d)/g)].reduce(
    (total, [, number, unit]) => total + Number(number) * UNITS[unit],
    0,
  );
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
