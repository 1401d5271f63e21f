import http from 'node:http';
import { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { mockServices } from '@backstage/backend-test-utils';
import { SeriesQuery } from '@backstage-mesh/plugin-service-mesh-node';
import { readAnswer, scriptedConnection } from '../__testUtils__/recordedMesh';
import { oneOf } from '../labels';
import { PrometheusSource, PrometheusSourceOptions } from './PrometheusSource';
import {
  PrometheusTransport,
  ServiceTransport,
  UrlTransport,
} from './transports';

type Answer = { status?: number; body: unknown };

const SURVEYED: Record<string, unknown> = {
  'time()': vector([[{}, 1_000]], 'scalar'),
};

/** Answers queries by a function; what it leaves is answered as a healthy Prometheus of two proxies does. */
function scripted(
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

function healthy(query: string): unknown {
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

function vector(
  rows: [Record<string, string>, number | string][],
  type: 'vector' | 'scalar' = 'vector',
) {
  return {
    status: 'success',
    data: {
      resultType: type,
      result:
        type === 'scalar'
          ? [1_000, `${rows[0][1]}`]
          : rows.map(([metric, value]) => ({
              metric,
              value: [1_000, `${value}`],
            })),
    },
  };
}

function sourceWith(
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

const QUERY: SeriesQuery = {
  metric: 'request_total',
  aggregate: 'increase',
  matchers: [],
  by: ['namespace', 'tls'],
};

const asksFor = (metric: string) => (query: string) => query.includes(metric);

describe('PrometheusSource', () => {
  it('answers, and leaves out NaN', async () => {
    const transport = scripted(query =>
      asksFor('request_total')(query)
        ? {
            body: vector([
              [{ namespace: 'a', tls: 'true' }, 5],
              [{ namespace: 'b' }, 'NaN'],
            ]),
          }
        : undefined,
    );
    const answer = await sourceWith(transport).query([QUERY], {
      windowSeconds: 120,
    });
    expect(answer).toEqual({
      results: [[{ labels: { namespace: 'a', tls: 'true' }, value: 5 }]],
      windowSeconds: 120,
      measuredAt: 1_000_000,
      warnings: [],
    });
  });

  it('asks everything for one moment, with its parameters', async () => {
    const transport = scripted(() => undefined);
    await sourceWith(transport, {
      params: { dedup: 'true', partial_response: 'false' },
    }).query([QUERY, { ...QUERY, metric: 'response_total' }], {
      windowSeconds: 120,
    });
    const asked = transport.params.filter(({ query }) =>
      query.startsWith('sum'),
    );
    expect(asked).toHaveLength(2);
    for (const params of asked) {
      expect(params).toMatchObject({
        dedup: 'true',
        partial_response: 'false',
        time: '1000.000',
        timeout: '5s',
      });
    }
  });

  it('goes by the clock of the one who answers', async () => {
    const transport = scripted(query =>
      query === 'time()'
        ? { body: vector([[{}, 1_090]], 'scalar') }
        : undefined,
    );
    const answer = await sourceWith(transport).query([QUERY], {
      windowSeconds: 120,
    });
    expect(answer.measuredAt).toBe(1_090_000);
  });

  it('puts the matchers of the cluster into everything that it asks', async () => {
    const transport = scripted(() => undefined);
    await sourceWith(transport, {
      dialect: { matchers: { cluster: 'east' }, labels: {} },
    }).query([QUERY], { windowSeconds: 120 });
    const selecting = transport.queries.filter(query => query !== 'time()');
    expect(selecting.length).toBeGreaterThan(3);
    for (const query of selecting) {
      expect(query).toContain('cluster="east"');
    }
  });

  it('translates labels back', async () => {
    const transport = scripted(query =>
      asksFor('request_total')(query)
        ? { body: vector([[{ k8s_ns: 'a', tls: 'true' }, 5]]) }
        : undefined,
    );
    const { results } = await sourceWith(transport, {
      dialect: { matchers: {}, labels: { namespace: 'k8s_ns' } },
    }).query([QUERY], { windowSeconds: 120 });
    expect(results[0]![0].labels).toEqual({ namespace: 'a', tls: 'true' });
  });

  it('widens a window that holds less than four scrapes, and says so', async () => {
    const transport = scripted(() => undefined);
    const source = sourceWith(transport);
    const answer = await source.query([QUERY], { windowSeconds: 60 });
    expect(source.scrapeIntervalSeconds()).toBe(30);
    expect(answer.windowSeconds).toBe(120);
    expect(answer.warnings).toEqual([
      {
        code: 'window-widened',
        message: expect.stringContaining('over 120 s instead of 60 s'),
        cluster: 'c',
      },
    ]);
    expect(transport.queries.at(-1)).toContain('[120s]');
  });

  it('reads the interval from the configuration where it may', async () => {
    const source = sourceWith(
      scripted(() => undefined, {
        body: {
          status: 'success',
          data: { yaml: 'global:\n  scrape_interval: 15s\n' },
        },
      }),
    );
    await source.check();
    expect(source.scrapeIntervalSeconds()).toBe(15);
  });

  it('refuses a proxy that arrives twice, and says by which label', async () => {
    const source = sourceWith(
      scripted(query => {
        if (query.includes('> 1')) {
          return { body: vector([[{ namespace: 'a', pod: 'p' }, 2]]) };
        }
        return query === 'build{namespace="a",pod="p"}'
          ? {
              body: vector([
                [{ namespace: 'a', pod: 'p', instance: '1', cluster: 'x' }, 1],
                [{ namespace: 'a', pod: 'p', instance: '2', cluster: 'y' }, 1],
              ]),
            }
          : undefined;
      }),
    );
    await expect(source.query([QUERY], { windowSeconds: 120 })).rejects.toThrow(
      'Pod a/p arrives there more than once, with cluster="x" and cluster="y": set matchers that choose one',
    );
  });

  it('tells what an answer that counts as success says is missing', async () => {
    const transport = scripted(query =>
      asksFor('request_total')(query)
        ? { body: { ...vector([]), warnings: ['store 2 is down'] } }
        : undefined,
    );
    const { warnings } = await sourceWith(transport).query([QUERY], {
      windowSeconds: 120,
    });
    expect(warnings).toEqual([
      {
        code: 'partial-data',
        message: 'Prometheus answered in part',
        reason: 'store 2 is down',
        cluster: 'c',
      },
    ]);
  });

  it('leaves one failed metric unknown, and fails where all do', async () => {
    const error = {
      status: 400,
      body: { status: 'error', errorType: 'bad_data', error: 'no' },
    };
    const transport = scripted(query =>
      asksFor('response_total')(query) ? error : undefined,
    );
    const source = sourceWith(transport);
    const other = { ...QUERY, metric: 'response_total' };
    const answer = await source.query([QUERY, other], { windowSeconds: 120 });
    expect(answer.results).toEqual([[], undefined]);
    expect(answer.warnings).toEqual([
      {
        code: 'metric-missing',
        message: 'response_total could not be asked',
        reason: 'no',
        cluster: 'c',
      },
    ]);
    await expect(source.query([other], { windowSeconds: 120 })).rejects.toThrow(
      'Prometheus at http://p does not answer: no',
    );
  });

  it('splits what is too large by namespaces, as far as it must, and remembers', async () => {
    const tooLarge = {
      status: 422,
      body: {
        status: 'error',
        errorType: 'execution',
        error: 'query processing would load too many samples into memory',
      },
    };
    const transport = scripted(query => {
      if (!query.includes('request_total')) {
        return undefined;
      }
      const one = /namespace="(\w)"/.exec(query);
      return one
        ? { body: vector([[{ tls: 'true' }, one[1].charCodeAt(0) - 96]]) }
        : tooLarge;
    });
    const source = sourceWith(transport);
    const query = { ...QUERY, by: ['tls'] };
    const { results } = await source.query([query], { windowSeconds: 120 });
    expect(results).toEqual([[{ labels: { tls: 'true' }, value: 10 }]]);
    const first = transport.queries.length;
    await source.query([query], { windowSeconds: 120 });
    expect(transport.queries.slice(first)).toHaveLength(4);
  });

  it('says so where one namespace alone is too large', async () => {
    const transport = scripted(query =>
      query.includes('request_total')
        ? {
            status: 422,
            body: { status: 'error', error: 'too many samples' },
          }
        : undefined,
    );
    await expect(
      sourceWith(transport).query([QUERY], { windowSeconds: 120 }),
    ).rejects.toThrow('too many samples');
  });

  it('asks no more at once than it may', async () => {
    let inFlight = 0;
    let most = 0;
    const transport = scripted(() => undefined);
    const { send } = transport;
    transport.send = async request => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise(resolve => setTimeout(resolve, 2));
      inFlight -= 1;
      return send(request);
    };
    const queries = Array.from({ length: 20 }, (_, i) => ({
      ...QUERY,
      metric: `m${i}`,
    }));
    await sourceWith(transport, { maxConcurrent: 3 }).query(queries, {
      windowSeconds: 120,
    });
    expect(most).toBe(3);
  });
});

describe('questions that are asked together', () => {
  const questions = (count: number): SeriesQuery[] =>
    Array.from({ length: count }, (_, i) => ({ ...QUERY, metric: `m${i}` }));
  const merged = (query: string) =>
    [...query.matchAll(/increase\(m(\d+)/g)].map(match => Number(match[1]));
  /** Answers each question of a query with its own number, but those that fail. */
  const answer = (query: string, failing: (asked: number[]) => unknown) => {
    const asked = merged(query);
    if (asked.length === 0) {
      return undefined;
    }
    const error = failing(asked);
    return error
      ? { status: 422, body: error }
      : {
          body: vector(
            asked.map((value, index) => [
              {
                namespace: 'a',
                ...(asked.length > 1 && { service_mesh_question: `${index}` }),
              },
              value,
            ]),
          ),
        };
  };
  const ask = (transport: PrometheusTransport, count: number) =>
    sourceWith(transport).query(questions(count), { windowSeconds: 120 });
  const expected = (count: number) =>
    questions(count).map((_, i) => [{ labels: { namespace: 'a' }, value: i }]);

  it('are few queries, as many as are answered side by side', async () => {
    const transport = scripted(query => answer(query, () => undefined));
    const { results } = await ask(transport, 33);
    expect(results).toEqual(expected(33));
    const sent = transport.queries.filter(query => merged(query).length > 0);
    expect(sent.map(query => merged(query).length)).toEqual([7, 7, 7, 6, 6]);
    expect(sent[0]).toMatch(
      /^label_replace\(sum by \(namespace, tls\) \(increase\(m0\{\}\[120s\]\)\), "service_mesh_question", "0", "", ""\) or label_replace\(/,
    );
  });

  it('are asked alone where they are histograms', async () => {
    const transport = scripted(() => undefined);
    await sourceWith(transport).query(
      [
        ...questions(8),
        ...questions(2).map(query => ({ ...query, by: ['le'] })),
      ],
      { windowSeconds: 120 },
    );
    const sent = transport.queries.filter(query => merged(query).length > 0);
    expect(sent.map(query => merged(query).length).sort()).toEqual([
      1, 1, 2, 2, 2, 2,
    ]);
  });

  it.each([
    ['of a kind that can not be answered', { errorType: 'bad_data' }],
    ['as nothing answers in time', { errorType: 'timeout' }],
  ])('fail alone %s', async (_, kind) => {
    const transport = scripted(query =>
      answer(
        query,
        asked => asked.includes(5) && { status: 'error', error: 'no', ...kind },
      ),
    );
    const { results, warnings } = await ask(transport, 33);
    const others = expected(33).map((value, i) =>
      i === 5 ? undefined : value,
    );
    expect(results).toEqual(others);
    expect(warnings).toMatchObject([
      { code: 'metric-missing', message: 'm5 could not be asked' },
    ]);
  });

  it('are asked apart for a while after they were too much together', async () => {
    const transport = scripted(query =>
      answer(
        query,
        asked =>
          asked.length > 2 && { status: 'error', error: 'too many samples' },
      ),
    );
    const source = sourceWith(transport);
    const again = () => source.query(questions(16), { windowSeconds: 120 });
    expect((await again()).results).toEqual(expected(16));
    const before = transport.queries.length;
    expect((await again()).results).toEqual(expected(16));
    expect(transport.queries.slice(before)).toHaveLength(8);
  });

  it('are not asked again one by one where nobody answers', async () => {
    const transport = scripted(query =>
      merged(query).length > 0
        ? { status: 503, body: { status: 'error', error: 'down' } }
        : undefined,
    );
    await expect(ask(transport, 8)).rejects.toThrow('down');
    expect(
      transport.queries.filter(query => merged(query).length > 0),
    ).toHaveLength(4);
  });

  it('fit into a URL', async () => {
    const transport = scripted(query => answer(query, () => undefined));
    const long = { ...transport, maxLength: 1_000 };
    const { results } = await ask(long, 33);
    expect(results).toEqual(expected(33));
    const lengths = transport.params.map(
      params => new URLSearchParams(params).toString().length,
    );
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1_000);
  });
});

describe('PrometheusSource over time', () => {
  const TIMES = [600_000, 660_000, 720_000];

  function matrix(
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
  const EVERYWHERE = matrix([
    [
      {},
      [
        [600, 2],
        [660, 2],
        [720, 2],
      ],
    ],
  ]);
  const RANGE = { windowSeconds: 120, times: TIMES };

  it('asks once for all moments, and tells none from unknown', async () => {
    const transport = scripted(query => {
      if (query.startsWith('count(count_over_time(')) {
        // Nothing was scraped before the second moment.
        return {
          body: matrix([
            [
              {},
              [
                [660, 2],
                [720, 2],
              ],
            ],
          ]),
        };
      }
      return asksFor('request_total')(query)
        ? {
            body: matrix([
              [{ tls: 'true' }, [[660, 7]]],
              [{ tls: 'no' }, [[660, 'NaN']]],
            ]),
          }
        : undefined;
    });
    const answer = await sourceWith(transport).queryRange([QUERY], RANGE);
    expect(answer).toEqual({
      results: [[undefined, [{ labels: { tls: 'true' }, value: 7 }], []]],
      windowSeconds: 120,
      rememberedSince: 660_000,
      warnings: [],
    });
    const [asked] = transport.params.filter(({ query }) =>
      query.startsWith('sum'),
    );
    expect(asked).toMatchObject({
      start: '600.000',
      end: '720.000',
      step: '60.000',
    });
    expect(asked).not.toHaveProperty('time');
    // Two minutes of scrapes every 30 s: with fewer the first step would show too little.
    expect(transport.queries).toContain(
      'count(count_over_time(build{}[120s]) >= 2)',
    );
  });

  it('believes no step of which only a part was scraped', async () => {
    const transport = scripted(() => undefined);
    await sourceWith(transport).queryRange([QUERY], {
      windowSeconds: 600,
      times: [600_000, 1_200_000],
    });
    expect(transport.queries).toContain(
      'count(count_over_time(build{}[600s]) >= 14)',
    );
  });

  it('splits what is too large by namespaces, and then in time', async () => {
    const transport = scripted(query => {
      if (query.startsWith('count(count_over_time(')) {
        return { body: EVERYWHERE };
      }
      if (!asksFor('request_total')(query)) {
        return undefined;
      }
      const { start, end } = transport.params.at(-1)!;
      return start === end && /namespace="\w"/.test(query)
        ? { body: matrix([[{}, [[Number(start), 1]]]]) }
        : { status: 422, body: { status: 'error', error: 'too many samples' } };
    });
    const { results } = await sourceWith(transport, {
      namespaces: () => ['a', 'b'],
    }).queryRange([{ ...QUERY, by: [] }], RANGE);
    expect(results).toEqual([
      [
        [{ labels: {}, value: 2 }],
        [{ labels: {}, value: 2 }],
        [{ labels: {}, value: 2 }],
      ],
    ]);
  });

  it('widens the windows of thin steps, which then overlap', async () => {
    const transport = scripted(query =>
      query.startsWith('count(count_over_time(')
        ? { body: EVERYWHERE }
        : undefined,
    );
    const { windowSeconds, warnings } = await sourceWith(transport).queryRange(
      [QUERY],
      { ...RANGE, windowSeconds: 60 },
    );
    expect(windowSeconds).toBe(120);
    expect(warnings.map(({ code }) => code)).toEqual(['window-widened']);
  });

  it('asks for more points than there may be at once in parts', async () => {
    const transport = scripted(query =>
      query.startsWith('count(') || query.startsWith('sum')
        ? { body: matrix([[{}, [[600, 1]]]]) }
        : undefined,
    );
    const times = Array.from(
      { length: 12_000 },
      (_, i) => 600_000 + i * 60_000,
    );
    const { results } = await sourceWith(transport, {
      presenceMetric: undefined,
    }).queryRange([QUERY], { windowSeconds: 60, times });
    expect(results[0]).toHaveLength(12_000);
    expect(
      transport.params
        .filter(({ query }) => query.startsWith('sum'))
        .map(({ start, end }) => (Number(end) - Number(start)) / 60 + 1),
    ).toEqual([11_000, 1_000]);
  });

  it('reads the recorded answer of a real Prometheus', async () => {
    const body = readAnswer('prometheus/range-in-rps.http.gz').body.toString();
    const source = sourceWith(
      scripted(query => (query.startsWith('sum') ? { body } : undefined)),
      { presenceMetric: undefined },
    );
    const times = Array.from(
      { length: 21 },
      (_, i) => 1_795_220_265_000 + i * 30_000,
    );
    const { results, rememberedSince } = await source.queryRange(
      [{ ...QUERY, by: ['namespace', 'deployment', 'classification'] }],
      { windowSeconds: 60, times },
    );
    const failing = results[0]!.map(
      moment =>
        moment?.find(
          ({ labels }) =>
            labels.deployment === 'collector' &&
            labels.classification === 'failure',
        )?.value,
    );
    expect(rememberedSince).toBeUndefined();
    // The first failure was counted later than the first call.
    expect(failing[0]).toBeUndefined();
    expect(failing[2]).toBe(0.46);
    expect(failing.slice(1).every(value => value! > 0)).toBe(true);
  });

  it('fails where nothing was answered, and leaves one failure alone', async () => {
    const error = {
      status: 400,
      body: { status: 'error', errorType: 'bad_data', error: 'no' },
    };
    const source = sourceWith(
      scripted(query => {
        if (query.startsWith('count(count_over_time(')) {
          return { body: EVERYWHERE };
        }
        return asksFor('request_total')(query)
          ? error
          : { body: healthy(query) };
      }),
    );
    await expect(source.queryRange([QUERY], RANGE)).rejects.toThrow(
      'does not answer: no',
    );
    const other = { ...QUERY, metric: 'response_total' };
    const { results, warnings } = await source.queryRange(
      [QUERY, other],
      RANGE,
    );
    expect(results).toEqual([undefined, [[], [], []]]);
    expect(warnings.map(({ code }) => code)).toEqual(['metric-missing']);
  });

  it('asks for a window in the past at its end', async () => {
    const transport = scripted(() => undefined);
    const { measuredAt } = await sourceWith(transport).query([QUERY], {
      windowSeconds: 120,
      at: 700_000,
    });
    expect(measuredAt).toBe(700_000);
    expect(
      transport.params.find(({ query }) => query.startsWith('sum')),
    ).toMatchObject({ time: '700.000' });
  });

  describe('a window that began before its memory', () => {
    const HOUR = 3_600;
    const AT = 100_000_000;
    let transport: ReturnType<typeof scripted>;
    /** It scraped the proxies from a moment on. */
    const since = (begin: number) =>
      scripted(query => {
        if (query === 'time()') {
          return { body: vector([[{}, AT / 1000]], 'scalar') };
        }
        if (query !== 'count(build{})') {
          return undefined;
        }
        const { time, start, end, step } = transport.params.at(-1)!;
        if (time !== undefined) {
          return { body: vector(Number(time) >= begin ? [[{}, 2]] : []) };
        }
        if (start === undefined) {
          return undefined;
        }
        const values: [number, number][] = [];
        for (let at = Number(start); at <= Number(end); at += Number(step)) {
          if (at >= begin) {
            values.push([at, 2]);
          }
        }
        return { body: matrix(values.length > 0 ? [[{}, values]] : []) };
      });
    const ask = (begin: number, at: number | undefined = AT) => {
      transport = since(begin);
      return sourceWith(transport, { now: () => AT }).query([QUERY], {
        windowSeconds: HOUR,
        at,
      });
    };

    it('is measured from there on, and says so', async () => {
      const { windowSeconds, warnings } = await ask(AT / 1000 - HOUR / 2);
      expect(Math.abs(windowSeconds - HOUR / 2)).toBeLessThanOrEqual(60);
      expect(warnings).toMatchObject([
        {
          code: 'window-filling',
          message: expect.stringMatching(/^Measured from 1970-01-02T03:1\d:/),
        },
      ]);
    });

    it('is whole where it is remembered, which is asked once', async () => {
      const { windowSeconds, warnings } = await ask(0);
      expect([windowSeconds, warnings]).toEqual([HOUR, []]);
      const source = sourceWith(transport, { now: () => AT });
      const again = () => source.query([QUERY], { windowSeconds: HOUR });
      await again();
      const asked = transport.queries.length;
      await again();
      expect(transport.queries).toHaveLength(asked + 1);
    });

    it('is refused where nothing of it is remembered', async () => {
      await expect(ask(AT / 1000 + 1)).rejects.toThrow(
        'Prometheus remembers nothing of the time before 1970-01-02T03:46:40.000Z',
      );
    });
  });

  it('says what it asks', () => {
    expect(sourceWith(scripted(() => undefined)).describe(QUERY, 60)).toBe(
      'sum by (namespace, tls) (increase(request_total{}[60s]))',
    );
  });
});

describe('UrlTransport', () => {
  let server: http.Server;
  let requests: {
    method?: string;
    url?: string;
    headers: http.IncomingHttpHeaders;
    body: string;
  }[];
  let respond: (response: http.ServerResponse) => void;
  let url: string;

  beforeEach(async () => {
    requests = [];
    respond = response => response.end('{}');
    server = http.createServer((request, response) => {
      let body = '';
      request.on('data', chunk => {
        body += chunk;
      });
      request.on('end', () => {
        const { method, headers } = request;
        requests.push({ method, url: request.url, headers, body });
        respond(response);
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const send = (transport: UrlTransport, timeoutMs = 5_000) =>
    transport.send({
      path: '/api/v1/query',
      params: { query: 'up{a="ä b+&"}' },
      timeoutMs,
    });

  it('POSTs a form behind the base path, with credentials and headers', async () => {
    const transport = new UrlTransport(`${url}/prom/`, {
      token: 'secret',
      headers: { 'x-scope-orgid': 'team' },
    });
    await send(transport);
    transport.close();
    expect(requests[0]).toMatchObject({
      method: 'POST',
      url: '/prom/api/v1/query',
      headers: {
        authorization: 'Bearer secret',
        'x-scope-orgid': 'team',
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
    expect(new URLSearchParams(requests[0].body).get('query')).toBe(
      'up{a="ä b+&"}',
    );
  });

  it('signs in with basic auth, from the configuration or the URL, and shows neither', async () => {
    const configured = new UrlTransport(url, {
      basicAuth: { username: 'u', password: 'p:w' },
    });
    const inUrl = new UrlTransport(url.replace('//', '//u:p%3Aw@'));
    await send(configured);
    await send(inUrl);
    configured.close();
    inUrl.close();
    const expected = `Basic ${Buffer.from('u:p:w').toString('base64')}`;
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([
      expected,
      expected,
    ]);
    expect(inUrl.description).toBe(`Prometheus at ${url}`);
  });

  it('reads gzip', async () => {
    respond = response => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync('{"a":1}'));
    };
    const transport = new UrlTransport(url);
    expect(await send(transport)).toEqual({ status: 200, body: '{"a":1}' });
    transport.close();
  });

  it('gives up in time, also in the middle of an answer', async () => {
    respond = response => {
      response.write('{');
    };
    const transport = new UrlTransport(url);
    await expect(send(transport, 50)).rejects.toMatchObject({
      problem: 'timeout',
    });
    transport.close();
  });

  it('says why nothing answers', async () => {
    const transport = new UrlTransport('http://127.0.0.1:9');
    await expect(send(transport)).rejects.toMatchObject({
      problem: 'unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    transport.close();
  });

  it.each(['ftp://x', 'file:///etc/passwd'])('refuses %s', bad => {
    expect(() => new UrlTransport(bad)).toThrow(TypeError);
  });
});

describe('ServiceTransport', () => {
  const target = {
    type: 'service',
    namespace: 'linkerd-viz',
    name: 'prometheus',
    port: '9090',
    scheme: 'http',
    path: '/prom',
  } as const;

  it('GETs through the API server', async () => {
    const connection = scriptedConnection(() => ({ status: 200, body: '{}' }));
    await new ServiceTransport(connection, target).send({
      path: '/api/v1/query',
      params: { query: 'up' },
      timeoutMs: 1_000,
    });
    expect(connection.asked[0]).toMatchObject({
      path: '/api/v1/namespaces/linkerd-viz/services/prometheus%3A9090/proxy/prom/api/v1/query',
      query: { query: 'up' },
    });
    expect(connection.asked[0].method ?? 'GET').toBe('GET');
  });

  it('splits questions that are too long for a URL, and adds up the answers', async () => {
    const lengths: number[] = [];
    const connection = scriptedConnection(request => {
      const query = `${request.query?.query}`;
      lengths.push(query.length);
      return {
        status: 200,
        body: JSON.stringify(
          query.includes('request_total')
            ? vector([[{ namespace: 'a' }, query.split('|').length]])
            : healthy(query),
        ),
      };
    });
    const source = sourceWith(new ServiceTransport(connection, target));
    const pods = Array.from(
      { length: 400 },
      (_, i) => `some-workload-${i}-abcdef-xyz`,
    );
    const { results } = await source.query(
      [{ ...QUERY, matchers: [oneOf('pod', pods)], by: ['namespace'] }],
      { windowSeconds: 120 },
    );
    expect(results).toEqual([[{ labels: { namespace: 'a' }, value: 400 }]]);
    expect(Math.max(...lengths)).toBeLessThan(8 * 1024);
    expect(lengths.filter(length => length > 1_000).length).toBeLessThan(6);
  });
});
