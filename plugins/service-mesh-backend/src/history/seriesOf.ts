import {
  HistorySeries,
  latencyQuantiles,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  LatencyBuckets,
  RequestIncrease,
  TcpIncrease,
} from '@backstage-mesh/plugin-service-mesh-node';

/**
 * What was counted in one step.
 *
 * @internal
 */
export interface Counted {
  http?: RequestIncrease;
  tcp?: TcpIncrease;
  latency?: LatencyBuckets;
  /** Refused calls of which the caller made some, and nobody knows how many: `http.denied` does not count them. */
  deniedAmong?: number;
}

/** Numbers that add up; the others are those of the moment, or means. */
const COUNTS = new Set<keyof HistorySeries>([
  'requests',
  'successes',
  'failures',
  'callSuccesses',
  'callFailures',
  'timeouts',
  'unreachable',
  'denied',
]);

/**
 * Puts what was counted in each step into lists.
 *
 * @param steps - undefined where it was not measured, which is not zero
 * @param factors - of each step, what its counts are multiplied by: where its window is not as long as the step
 * @internal
 */
export function seriesOf(
  steps: readonly (Counted | undefined)[],
  factors: readonly number[],
): HistorySeries {
  const numbers = steps.map(step => step && numbersOf(step));
  const https = steps.flatMap(step => step?.http ?? []);
  const series: HistorySeries = {};
  const names = new Set(
    numbers.flatMap(step =>
      step ? (Object.keys(step) as (keyof HistorySeries)[]) : [],
    ),
  );
  for (const name of names) {
    if (isTold(name, https)) {
      series[name] = numbers.map((step, i) => {
        const value = step?.[name];
        return value === undefined || !Number.isFinite(value)
          ? null
          : rounded(COUNTS.has(name) ? value * factors[i] : value);
      });
    }
  }
  return series;
}

/**
 * The sum of several calls.
 *
 * @internal
 */
export function sumOf(parts: readonly Counted[]): Counted {
  const https = parts.flatMap(({ http }) => http ?? []);
  const tcps = parts.flatMap(({ tcp }) => tcp ?? []);
  const calls = https.map(callsOf);
  const open = known(tcps.map(({ openConnections }) => openConnections));
  const among = known(parts.map(({ deniedAmong }) => deniedAmong));
  return {
    ...(https.length > 0 && {
      http: {
        requests: total(known(https.map(({ requests }) => requests))),
        successes: total(https.map(({ successes }) => successes)),
        failures: total(https.map(({ failures }) => failures)),
        denied: total(https.map(({ denied = 0 }) => denied)),
        ...(https.some(({ timeouts }) => timeouts !== undefined) && {
          timeouts: total(https.map(({ timeouts = 0 }) => timeouts)),
        }),
        latencySumMs: total(https.map(({ latencySumMs = 0 }) => latencySumMs)),
        latencyCount: total(https.map(({ latencyCount = 0 }) => latencyCount)),
        ...(https.some(http => http.calls) && {
          calls: {
            successes: total(calls.map(({ successes }) => successes)),
            failures: total(calls.map(({ failures }) => failures)),
            timeouts: total(calls.map(({ timeouts }) => timeouts)),
            unreachable: total(calls.map(({ unreachable }) => unreachable)),
          },
        }),
      },
    }),
    ...(open.length > 0 && { tcp: { openConnections: total(open) } }),
    ...(among.length > 0 && { deniedAmong: total(among) }),
  };
}

/** What callers got is told where it was counted in any step. */
function isTold(
  name: keyof HistorySeries,
  https: readonly RequestIncrease[],
): boolean {
  switch (name) {
    case 'callSuccesses':
    case 'callFailures':
      return https.some(({ calls }) => calls);
    case 'timeouts':
      return https.some(
        ({ calls, timeouts }) => (calls?.timeouts ?? timeouts) !== undefined,
      );
    case 'unreachable':
      return https.some(({ calls }) => calls?.unreachable !== undefined);
    default:
      return true;
  }
}

function numbersOf({
  http,
  tcp,
  latency,
  deniedAmong,
}: Counted): Partial<Record<keyof HistorySeries, number | undefined>> {
  const calls = http && callsOf(http);
  return {
    ...(http && {
      requests: http.requests,
      successes: http.successes,
      failures: http.failures,
      denied: deniedAmong === undefined ? http.denied ?? 0 : undefined,
      callSuccesses: calls?.successes,
      callFailures: calls?.failures,
      timeouts: calls?.timeouts,
      unreachable: calls?.unreachable,
    }),
    ...(http?.latencyCount && {
      mean: (http.latencySumMs ?? 0) / http.latencyCount,
    }),
    ...(latency && latencyQuantiles(latency)),
    ...(tcp?.openConnections !== undefined && {
      openConnections: tcp.openConnections,
    }),
  };
}

/** What the caller got. Where nothing was retried and nothing ran into a limit, attempts are calls. */
function callsOf({
  calls,
  successes,
  failures,
  timeouts = 0,
}: RequestIncrease) {
  return {
    successes,
    failures,
    timeouts,
    unreachable: 0,
    ...calls,
  };
}

function known(values: readonly (number | undefined)[]): number[] {
  return values.flatMap(value => value ?? []);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Charts need no more digits, and answers get half as long. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
