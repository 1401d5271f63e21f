import { mockServices } from '@backstage/backend-test-utils';
import { SeriesQuery } from '@backstage-mesh/plugin-service-mesh-node';
import {
  PrometheusSource,
  PrometheusSourceOptions,
} from '../prometheus/PrometheusSource';
import { PrometheusTransport } from '../prometheus/transports';

type Answer = { status?: number; body: unknown };

const SURVEYED: Record<string, unknown> = {
  'time()': vector([[{}, 1_000]], 'scalar'),
};

/** Answers queries by a function; what it leaves is answered as a healthy Prometheus of two proxies does. */
export function scripted(
  script: (query: string) => Answer | undefined,
  config: Answer = { status: 404, body: 'no' },
): PrometheusTransport & {
  queries: string[];
  params: Record<string, string>[];
} {
  const queries: string[] = [];
  const params: Record<string, string>[] = [];
  return {
    description: 'Prometheus at http://p',
    maxLength: Infinity,
    queries,
    params,
    close: () => {},
    send: async request => {
      if (request.path === '/api/v1/status/config') {
        return {
          status: config.status ?? 200,
          body:
            typeof config.body === 'string'
              ? config.body
              : JSON.stringify(config.body),
        };
      }
      const { query } = request.params;
      queries.push(query);
      params.push({ ...request.params });
      const answer = script(query) ?? { body: healthy(query) };
      return {
        status: answer.status ?? 200,
        body:
          typeof answer.body === 'string'
            ? answer.body
            : JSON.stringify(answer.body),
      };
    },
  };
}

/** What a healthy Prometheus that scrapes two proxies every 30 s answers. */
export function healthy(query: string): unknown {
  if (SURVEYED[query]) {
    return SURVEYED[query];
  }
  if (query.startsWith('count(')) {
    return vector([[{}, 2]]);
  }
  if (query.includes('> 1')) {
    return vector([]);
  }
  if (query.startsWith('topk(1, build')) {
    return vector([[{ namespace: 'a', pod: 'p', job: 'proxies' }, 1]]);
  }
  if (query.endsWith('[10m]')) {
    return {
      status: 'success',
      data: {
        resultType: 'matrix',
        result: [{ metric: {}, values: [0, 30, 60, 90].map(at => [at, '1']) }],
      },
    };
  }
  return vector([]);
}

export function vector(
  rows: [Record<string, string>, number | string][],
  type: 'vector' | 'scalar' = 'vector',
) {
  return {
    status: 'success',
    data: {
      resultType: type,
      result:
        type === 'scalar'
          ? [Number(rows[0][1]), `${rows[0][1]}`]
          : rows.map(([metric, value]) => ({
              metric,
              value: [1_000, `${value}`],
            })),
    },
  };
}

export function sourceWith(
  transport: PrometheusTransport,
  more: Partial<PrometheusSourceOptions> = {},
): PrometheusSource {
  return new PrometheusSource({
    cluster: 'c',
    transport,
    dialect: { matchers: {}, labels: {} },
    params: {},
    timeoutMs: 5_000,
    maxConcurrent: 4,
    presenceMetric: 'build',
    namespaces: () => ['a', 'b', 'c', 'd'],
    logger: mockServices.logger.mock(),
    now: () => 1_000_000,
    ...more,
  });
}

export const QUERY: SeriesQuery = {
  metric: 'request_total',
  aggregate: 'increase',
  matchers: [],
  by: ['namespace', 'tls'],
};

export const asksFor = (metric: string) => (query: string) =>
  query.includes(metric);

/** The answer to a question over time: rows of seconds and values. */
export function matrix(
  rows: [Record<string, string>, [number, number | string][]][],
) {
  return {
    status: 'success',
    data: {
      resultType: 'matrix',
      result: rows.map(([metric, values]) => ({
        metric,
        values: values.map(([at, value]) => [at, `${value}`]),
      })),
    },
  };
}

/** Three moments, a minute apart. */
export const RANGE = {
  windowSeconds: 120,
  times: [600_000, 660_000, 720_000],
};

/** At all of them both proxies were scraped. */
export const SCRAPED = matrix([[{}, RANGE.times.map(at => [at / 1000, 2])]]);
