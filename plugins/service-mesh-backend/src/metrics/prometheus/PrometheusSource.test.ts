import {
  asksFor,
  matrix,
  QUERY,
  scripted,
  sourceWith,
  vector,
} from '../__testUtils__/scriptedPrometheus';

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

  it('answers those who wait for its first survey, though the first of them goes away', async () => {
    const inner = scripted(() => undefined);
    let answer = () => {};
    const surveyed = new Promise<void>(resolve => {
      answer = resolve;
    });
    const source = sourceWith({
      ...inner,
      send: async request => {
        await Promise.race([
          surveyed,
          new Promise((_, reject) => {
            request.signal?.addEventListener('abort', () =>
              reject(request.signal?.reason),
            );
          }),
        ]);
        return inner.send(request);
      },
    });
    const leaving = new AbortController();
    const first = source.query([QUERY], {
      windowSeconds: 120,
      signal: leaving.signal,
    });
    const second = source.query([QUERY], { windowSeconds: 120 });
    await new Promise(setImmediate);
    leaving.abort(new Error('gone'));
    await new Promise(setImmediate);
    answer();
    await expect(first).rejects.toThrow('gone');
    expect(await second).toMatchObject({ results: [[]], warnings: [] });
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
    expect(transport.params.at(-1)?.time).toBe('1090.000');
    // But it is told by ours.
    expect(answer.measuredAt).toBe(1_000_000);
  });

  describe('of a store that shows what it scraped half a minute later', () => {
    /** As VictoriaMetrics: asked about now it says what was, and stamps it with now. */
    const clock = {
      status: 'success',
      data: {
        resultType: 'vector',
        result: [{ metric: {}, value: [1_000, '970'] }],
      },
    };
    const answers: [begin: string, body: unknown][] = [
      ['time()', clock],
      ['count(build', vector([[{}, 2]])],
    ];
    const late = (more: typeof answers) =>
      scripted(query => {
        const found = [...answers, ...more].find(([begin]) =>
          query.startsWith(begin),
        );
        return found && { body: found[1] };
      });

    it.each([
      ['now', undefined, 970],
      ['a moment that it does not show yet', 985_000, 970],
      ['a moment before', 900_000, 900],
    ])('says of when its numbers are: %s', async (_, at, seconds) => {
      const transport = late([['sum', vector([[{ namespace: 'a' }, 5]])]]);
      const { measuredAt } = await sourceWith(transport).query([QUERY], {
        windowSeconds: 120,
        at,
      });
      const asked = transport.params.filter(({ query }) =>
        query.startsWith('sum'),
      );
      expect(asked.map(({ time }) => time)).toEqual([`${seconds}.000`]);
      expect(measuredAt).toBe(1_000 * seconds);
    });

    it('leaves unknown what it does not show yet', async () => {
      const times = [800_000, 860_000, 920_000, 980_000];
      const at = (value: number) =>
        times.map((time): [number, number] => [time / 1000, value]);
      const transport = late([
        ['count(count_over_time(', matrix([[{}, at(2)]])],
        ['sum', matrix([[{ namespace: 'a' }, at(7)]])],
      ]);
      const { results } = await sourceWith(transport).queryRange([QUERY], {
        windowSeconds: 120,
        times,
      });
      expect(results[0]?.map(samples => samples?.length)).toEqual([
        1,
        1,
        1,
        undefined,
      ]);
    });
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
    const transport = scripted(query => {
      if (query.startsWith('topk(1, build')) {
        return { body: vector([[{ k8s_ns: 'a', pod: 'p' }, 1]]) };
      }
      return asksFor('request_total')(query)
        ? { body: vector([[{ k8s_ns: 'a', tls: 'true' }, 5]]) }
        : undefined;
    });
    const { results } = await sourceWith(transport, {
      dialect: { matchers: {}, labels: { namespace: 'k8s_ns' } },
    }).query([QUERY], { windowSeconds: 120 });
    expect(results[0]![0].labels).toEqual({ namespace: 'a', tls: 'true' });
  });

  it('refuses series that do not say of which pod they are, and says what to set', async () => {
    const transport = scripted(query =>
      query.startsWith('topk(1, build')
        ? { body: vector([[{ instance: '10.0.0.1:4191' }, 1]]) }
        : undefined,
    );
    await expect(sourceWith(transport).check()).rejects.toThrow(
      'Its series of the proxies have no labels "namespace" and "pod": add them in its scrape configuration, or say what they are called there (serviceMesh.clusters[].metrics.prometheus.labels)',
    );
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
        values: { metric: 'response_total' },
      },
    ]);
    await expect(source.query([other], { windowSeconds: 120 })).rejects.toThrow(
      'Prometheus at http://p does not answer: no',
    );
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
