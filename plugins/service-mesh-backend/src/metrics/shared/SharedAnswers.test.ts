import {
  MetricsSource,
  SeriesQuery,
  SeriesResult,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Portals } from '../../replicas/__testUtils__/portals';
import { SharedAnswers } from './SharedAnswers';

const QUERIES: SeriesQuery[] = [
  { metric: 'a', aggregate: 'increase', matchers: [], by: ['pod'] },
];

/** A Prometheus whose answers are counted. */
function countingSource(matchers = '') {
  let asked = 0;
  const answer = (): SeriesResult => {
    asked += 1;
    return {
      results: [[{ labels: { pod: 'web' }, value: asked }]],
      windowSeconds: 60,
      measuredAt: 1_000,
      warnings: [],
    };
  };
  const source: MetricsSource = {
    kind: 'prometheus',
    description: 'Prometheus at http://prometheus',
    query: async () => answer(),
    queryRange: async (_, { times }) => ({
      results: [times.map(() => answer().results[0])],
      windowSeconds: 60,
      warnings: [],
    }),
    describe: ({ metric }, windowSeconds) =>
      `increase(${metric}{${matchers}}[${windowSeconds}s])`,
    scrapeIntervalSeconds: () => 10,
    close: () => {},
  };
  return { source, asked: () => asked };
}

describe('SharedAnswers', () => {
  let now: number;
  let portals: Portals;

  beforeEach(() => {
    now = 1_000_000;
    portals = new Portals(() => now);
  });

  function instance(options: { aheadMs?: number } = {}) {
    const { replicas, now: ownNow } = portals.add({
      ...options,
      wait: async () => {},
    });
    const answers = new SharedAnswers(replicas, ownNow);
    const askedAts: number[] = [];
    const of = (source: MetricsSource) =>
      answers.of(source, {
        cluster: 'east',
        maxAgeMs: 10_000,
        onAskedAt: at => askedAts.push(at),
      });
    return { of, askedAts };
  }

  it('should ask once for two instances, and again when the answer is old', async () => {
    const { source, asked } = countingSource();
    const [one, other] = [instance(), instance()];
    const first = await one.of(source).query(QUERIES, { windowSeconds: 60 });
    now += 4_000;
    const second = await other.of(source).query(QUERIES, { windowSeconds: 60 });
    expect(second).toEqual(first);
    expect(asked()).toBe(1);
    // Both know when it was asked for, so that both ask again at the same time.
    expect(one.askedAts).toEqual([1_000_000]);
    expect(other.askedAts).toEqual([1_000_000]);
    now += 6_000;
    const third = await other.of(source).query(QUERIES, { windowSeconds: 60 });
    expect(third.results[0]?.[0].value).toBe(2);
    expect(await one.of(source).query(QUERIES, { windowSeconds: 60 })).toEqual(
      third,
    );
    expect(asked()).toBe(2);
  });

  it('should ask sooner for what is missing from an answer', async () => {
    const { source, asked } = countingSource();
    const partial: MetricsSource = {
      ...source,
      query: async (queries, options) => ({
        ...(await source.query(queries, options)),
        warnings: [{ code: 'partial-data', message: 'Answered in part' }],
      }),
    };
    const of = (maxAgeMs: number) =>
      new SharedAnswers(portals.add().replicas, () => now).of(partial, {
        cluster: 'east',
        maxAgeMs,
      });
    await of(60_000).query(QUERIES, { windowSeconds: 60 });
    now += 14_000;
    await of(60_000).query(QUERIES, { windowSeconds: 60 });
    expect(asked()).toBe(1);
    now += 2_000;
    await of(60_000).query(QUERIES, { windowSeconds: 60 });
    expect(asked()).toBe(2);
  });

  it('should ask sooner for the newest moment, where it is not known yet', async () => {
    const { source } = countingSource();
    const pending = {
      ...source,
      queryRange: jest.fn(async () => ({
        results: [[[{ labels: { pod: 'web' }, value: 1 }], undefined]],
        windowSeconds: 60,
        warnings: [],
      })),
    };
    const ask = () =>
      new SharedAnswers(portals.add().replicas, () => now)
        .of(pending, { cluster: 'east', maxAgeMs: 60_000 })
        .queryRange(QUERIES, { windowSeconds: 60, times: [1_000, 61_000] });
    await ask();
    now += 14_000;
    await ask();
    expect(pending.queryRange).toHaveBeenCalledTimes(1);
    now += 2_000;
    await ask();
    expect(pending.queryRange).toHaveBeenCalledTimes(2);
  });

  it('should tell when it was asked for by its own clock', async () => {
    const { source, asked } = countingSource();
    const [one, other] = [instance(), instance({ aheadMs: 30_000 })];
    await one.of(source).query(QUERIES, { windowSeconds: 60 });
    now += 4_000;
    await other.of(source).query(QUERIES, { windowSeconds: 60 });
    expect(asked()).toBe(1);
    expect(other.askedAts).toEqual([1_030_000]);
  });

  it('should share answers about several moments', async () => {
    const { source, asked } = countingSource();
    const question = { windowSeconds: 60, times: [60_000, 120_000] };
    const first = await instance().of(source).queryRange(QUERIES, question);
    expect(await instance().of(source).queryRange(QUERIES, question)).toEqual(
      first,
    );
    expect(asked()).toBe(2);
  });

  it.each<[string, MetricsSource, number]>([
    ['another window', countingSource().source, 300],
    ['other matchers', countingSource('cluster="west"').source, 60],
    [
      'another Prometheus',
      { ...countingSource().source, description: 'Prometheus at http://other' },
      60,
    ],
  ])('should share nothing with %s', async (_, otherSource, windowSeconds) => {
    const { source } = countingSource();
    await instance().of(source).query(QUERIES, { windowSeconds: 60 });
    const query = jest.spyOn(otherSource, 'query');
    await instance().of(otherSource).query(QUERIES, { windowSeconds });
    expect(query).toHaveBeenCalledTimes(1);
  });

  it('should let each ask where the one who asked got no answer', async () => {
    const { source } = countingSource();
    const failing = {
      ...source,
      query: jest.fn().mockRejectedValue(new Error('refused')),
    };
    const [one, other] = [instance(), instance()];
    await expect(
      one.of(failing).query(QUERIES, { windowSeconds: 60 }),
    ).rejects.toThrow('refused');
    expect(
      (await other.of(source).query(QUERIES, { windowSeconds: 60 })).results,
    ).toHaveLength(1);
  });

  it('should ask where what is shared is no answer', async () => {
    const { source, asked } = countingSource();
    await instance().of(source).query(QUERIES, { windowSeconds: 60 });
    portals.records.forEach(record =>
      Object.assign(record, { value: 'nonsense' }),
    );
    await instance().of(source).query(QUERIES, { windowSeconds: 60 });
    expect(asked()).toBe(2);
  });

  it('should leave questions to the source that can not be written', async () => {
    const { source, asked } = countingSource();
    const strict = {
      ...source,
      describe: () => {
        throw new Error('no such label');
      },
    };
    await instance().of(strict).query(QUERIES, { windowSeconds: 60 });
    expect(asked()).toBe(1);
  });

  it('should leave the source of the proxies as it is', () => {
    const source = { ...countingSource().source, kind: 'proxies' as const };
    expect(instance().of(source)).toBe(source);
  });
});
