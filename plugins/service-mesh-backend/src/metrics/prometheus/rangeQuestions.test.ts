import { readAnswer } from '../__testUtils__/recordedMesh';
import {
  asksFor,
  healthy,
  matrix,
  QUERY,
  scripted,
  RANGE,
  SCRAPED,
  sourceWith,
  vector,
} from '../__testUtils__/scriptedPrometheus';

describe('PrometheusSource over time', () => {
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

  it('widens the windows of thin steps, which then overlap', async () => {
    const transport = scripted(query =>
      query.startsWith('count(count_over_time(')
        ? { body: SCRAPED }
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
          return { body: SCRAPED };
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
