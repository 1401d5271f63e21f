import { SeriesQuery } from '@backstage-mesh/plugin-service-mesh-node';
import fc from 'fast-check';
import {
  readAnswer,
  readRangeAnswer,
  writeAnswer,
  writeRangeAnswer,
} from './answerRecord';

const QUERIES: SeriesQuery[] = [
  { metric: 'a', aggregate: 'increase', matchers: [], by: ['pod', 'le'] },
  { metric: 'b', aggregate: 'last', matchers: [], by: [] },
];

const label = fc.option(fc.string({ minLength: 1 }), { nil: undefined });
const value = fc.double({ noNaN: true, noDefaultInfinity: true }).map(
  // JSON has one zero.
  number => number + 0,
);
const samples = (by: readonly string[]) =>
  fc.array(
    fc.record({
      labels: fc
        .record(Object.fromEntries(by.map(name => [name, label])))
        .map(all =>
          Object.fromEntries(
            Object.entries(all).filter(([, text]) => text !== undefined),
          ),
        ) as fc.Arbitrary<Record<string, string>>,
      value,
    }),
  );
const warnings = fc.array(
  fc.record(
    { code: fc.string(), message: fc.string(), reason: fc.string() },
    { requiredKeys: ['code', 'message'] },
  ),
);
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });
const sent = (record: unknown) => JSON.parse(JSON.stringify(record));

describe('an answer that is shared', () => {
  it('should come back as it was', () => {
    fc.assert(
      fc.property(
        fc.tuple(...QUERIES.map(({ by }) => maybe(samples(by)))),
        warnings,
        fc.integer({ min: 1 }),
        (results, told, measuredAt) => {
          const answer = {
            results,
            windowSeconds: 60,
            measuredAt,
            warnings: told,
          };
          expect(
            readAnswer(QUERIES, sent(writeAnswer(QUERIES, answer))),
          ).toEqual(answer);
        },
      ),
    );
  });

  it('should come back as it was, moment by moment', () => {
    const times = [60_000, 120_000];
    fc.assert(
      fc.property(
        fc.tuple(
          ...QUERIES.map(({ by }) =>
            maybe(
              fc.tuple(maybe(samples(by)), maybe(samples(by))) as fc.Arbitrary<
                any[]
              >,
            ),
          ),
        ),
        maybe(fc.integer({ min: 1 })),
        (results, rememberedSince) => {
          const answer = {
            results,
            windowSeconds: 60,
            ...(rememberedSince !== undefined && { rememberedSince }),
            warnings: [],
          };
          expect(
            readRangeAnswer(
              QUERIES,
              times,
              sent(writeRangeAnswer(QUERIES, answer)),
            ),
          ).toEqual(answer);
        },
      ),
    );
  });

  it.each([
    ['a number that JSON does not know', { le: 'x' }, Infinity],
    ['a label that was not asked for', { other: 'x' }, 1],
  ])('should not be shared with %s', (_, labels, number) => {
    expect(
      writeAnswer(QUERIES, {
        results: [[{ labels, value: number }], []],
        windowSeconds: 60,
        measuredAt: 1,
        warnings: [],
      }),
    ).toBeUndefined();
  });

  const good = {
    results: [[['a', '5', 1]], [[2]]],
    windowSeconds: 60,
    measuredAt: 1,
    warnings: [],
  };

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'good'],
    ['fewer answers than questions', { ...good, results: [[]] }],
    ['a row that is too short', { ...good, results: [[['a', 1]], []] }],
    ['a value that is no number', { ...good, results: [[], [['1']]] }],
    ['a label that is no text', { ...good, results: [[['a', 5, 1]], []] }],
    [
      'a label that is far too long',
      { ...good, results: [[['a', 'x'.repeat(5_000), 1]], []] },
    ],
    ['no window', { ...good, windowSeconds: 0 }],
    ['no time', { ...good, measuredAt: '2026-01-01' }],
    [
      'a warning that names nodes',
      { ...good, warnings: [{ code: 'a', message: 'b', nodeIds: ['c'] }] },
    ],
  ])('should not be read from %s', (_, record) => {
    expect(readAnswer(QUERIES, good)).toBeDefined();
    expect(readAnswer(QUERIES, record)).toBeUndefined();
  });

  it('should never be made of what is none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), record => {
        expect(readAnswer(QUERIES, record)).toBeUndefined();
        expect(readRangeAnswer(QUERIES, [1], record)).toBeUndefined();
      }),
    );
  });
});
