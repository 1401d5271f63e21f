import { PodRing } from './PodRing';

const SECOND = 1_000;
/** When the proxy of most tests began: long before the ring. */
const OLD = -10_000_000;

/** One answer of a proxy. */
function answer(
  ring: PodRing,
  at: number,
  values: Record<string, number>,
  processStart = OLD,
): void {
  const taking = ring.begin(at);
  Object.entries(values).forEach(([identity, value]) =>
    taking.add(identity, value),
  );
  taking.add('process_start_time_seconds', processStart / SECOND);
  taking.commit();
}

function increase(
  ring: PodRing,
  metric: string,
  from: number,
  to: number,
  gone = false,
): number | undefined {
  const rises = ring.increase({ from, to, tolerance: 5 * SECOND }, gone);
  return rises?.of(ring.byMetric.get(metric)![0]);
}

describe('PodRing', () => {
  let ring: PodRing;

  beforeEach(() => {
    ring = new PodRing(600 * SECOND);
  });

  it('subtracts what was counted before the window', () => {
    answer(ring, 0, { a_total: 100 });
    answer(ring, 10 * SECOND, { a_total: 110 });
    answer(ring, 20 * SECOND, { a_total: 130 });
    expect(increase(ring, 'a_total', 0, 20 * SECOND)).toBe(30);
    expect(increase(ring, 'a_total', 10 * SECOND, 20 * SECOND)).toBe(20);
  });

  it('is unknown with one answer: what an old process counted may be of any age', () => {
    answer(ring, 0, { a_total: 100 });
    expect(increase(ring, 'a_total', -10 * SECOND, 0)).toBeUndefined();
  });

  it('brings what it saw to the whole window', () => {
    answer(ring, 1 * SECOND, { a_total: 0 });
    answer(ring, 19 * SECOND, { a_total: 18 });
    expect(increase(ring, 'a_total', 0, 20 * SECOND)).toBeCloseTo(20);
  });

  it('counts the birth of a series', () => {
    answer(ring, 0, { b_total: 0 });
    answer(ring, 10 * SECOND, { b_total: 0, a_total: 7 });
    expect(increase(ring, 'a_total', 0, 10 * SECOND)).toBe(7);
  });

  it.each([
    ['another start of the process', { a_total: 150 }, 5 * SECOND, 150],
    ['a decrease', { a_total: 40 }, OLD, 40],
  ])('begins at zero again after %s', (_, values, processStart, rise) => {
    answer(ring, 0, { a_total: 100 });
    answer(ring, 10 * SECOND, values, processStart);
    expect(increase(ring, 'a_total', 0, 10 * SECOND)).toBe(rise);
  });

  it('takes a corrected clock for no new start', () => {
    answer(ring, 0, { a_total: 100 }, OLD);
    answer(ring, 10 * SECOND, { a_total: 150 }, OLD + 400);
    expect(increase(ring, 'a_total', 0, 10 * SECOND)).toBe(50);
  });

  it('begins at zero where a series was missing from an answer: the proxy had forgotten it', () => {
    answer(ring, 0, { a_total: 100, b_total: 1 });
    answer(ring, 10 * SECOND, { b_total: 1 });
    answer(ring, 20 * SECOND, { a_total: 120, b_total: 1 });
    expect(increase(ring, 'a_total', 0, 20 * SECOND)).toBe(120);
  });

  it('drops an answer that is no newer than the last: its lower counters are no reset', () => {
    answer(ring, 0, { a_total: 100 });
    answer(ring, 20 * SECOND, { a_total: 120 });
    answer(ring, 10 * SECOND, { a_total: 110 });
    answer(ring, 20 * SECOND, { a_total: 119 });
    answer(ring, 30 * SECOND, { a_total: 130 });
    expect(increase(ring, 'a_total', 0, 30 * SECOND)).toBe(30);
    expect(ring.lastAt).toBe(30 * SECOND);
  });

  it('goes on after an answer that failed or broke off', () => {
    answer(ring, 0, { a_total: 100 });
    ring.begin(10 * SECOND).add('a_total', 1);
    answer(ring, 20 * SECOND, { a_total: 130 });
    expect(increase(ring, 'a_total', 0, 20 * SECOND)).toBe(30);
  });

  it('is unknown, not zero, where all answers of the window failed', () => {
    answer(ring, 0, { a_total: 100 });
    answer(ring, 10 * SECOND, { a_total: 110 });
    expect(increase(ring, 'a_total', 60 * SECOND, 80 * SECOND)).toBeUndefined();
  });

  it('takes the time that it could not see for like the rest', () => {
    answer(ring, 0, { a_total: 0 });
    answer(ring, 10 * SECOND, { a_total: 10 });
    answer(ring, 30 * SECOND, { a_total: 30 });
    expect(increase(ring, 'a_total', 0, 60 * SECOND)).toBeCloseTo(60);
  });

  it('adds nothing to what a pod that is gone has counted', () => {
    answer(ring, 0, { a_total: 0 });
    answer(ring, 30 * SECOND, { a_total: 30 });
    expect(increase(ring, 'a_total', 0, 60 * SECOND, true)).toBeCloseTo(30);
  });

  it('counts all that a young process counted, with its first answer', () => {
    answer(ring, 30 * SECOND, { a_total: 12 }, 10 * SECOND);
    const rises = ring.increase(
      { from: 0, to: 30 * SECOND, tolerance: 5 * SECOND },
      false,
    )!;
    expect(rises.from).toBe(10 * SECOND);
    expect(rises.of(0)).toBeCloseTo(12);
  });

  it.each([
    ['an old process is not taken for young', 7_200, 7_170, undefined],
    ['a young process is not taken for old', 30, -7_200, 30],
    ['a young process is not taken for unborn', 30, 600, 30],
  ])(
    'goes by one clock where that of the proxy is wrong: %s',
    (_, ageSeconds, aheadSeconds, bornBefore) => {
      const at = Date.parse('2026-01-01T12:00:00Z');
      const aheadMs = aheadSeconds * 1000;
      const read = new PodRing(30 * 60_000);
      const reading = read.begin(at, aheadMs);
      reading.add(
        'process_start_time_seconds',
        (at + aheadMs) / 1000 - ageSeconds,
      );
      reading.add('request_total', 6_000);
      reading.commit();
      expect(read.knowsBirth).toBe(bornBefore !== undefined);
      expect(read.firstAt).toBe(at - (bornBefore ?? 0) * 1000);
    },
  );

  it('reads nothing from before a pause into the window', () => {
    answer(ring, 0, { a_total: 0 });
    answer(ring, 300 * SECOND, { a_total: 300 });
    answer(ring, 303 * SECOND, { a_total: 306 });
    const rises = ring.increase(
      { from: 243 * SECOND, to: 303 * SECOND, tolerance: 5 * SECOND },
      false,
    )!;
    expect(rises.from).toBe(300 * SECOND);
  });

  it('knows a series by its labels, in whatever order they stand', () => {
    answer(ring, 0, { 'a_total{b="1",c="2"}': 5 });
    answer(ring, 10 * SECOND, { 'a_total{c="2",b="1"}': 9 });
    expect(ring.byMetric.get('a_total')).toHaveLength(1);
    expect(increase(ring, 'a_total', 0, 10 * SECOND)).toBe(4);
  });

  it('takes the first of two equal series, as Prometheus does', () => {
    answer(ring, 0, { 'a_total{b="1",c="2"}': 5, 'a_total{c="2",b="1"}': 50 });
    expect(ring.last(0)).toBe(5);
  });

  it('tells the newest value of a gauge, and none where it is missing', () => {
    answer(ring, 0, { g: 3 });
    answer(ring, 10 * SECOND, { g: 2 });
    const [index] = ring.byMetric.get('g')!;
    expect(ring.last(index)).toBe(2);
    answer(ring, 20 * SECOND, {});
    expect(ring.last(index)).toBeUndefined();
  });

  it('keeps the longest window in few answers', () => {
    for (let at = 0; at <= 1_200; at += 10) {
      answer(ring, at * SECOND, { a_total: at });
    }
    expect(increase(ring, 'a_total', 600 * SECOND, 1_200 * SECOND)).toBeCloseTo(
      600,
      6,
    );
    expect(increase(ring, 'a_total', 900 * SECOND, 1_200 * SECOND)).toBeCloseTo(
      300,
      6,
    );
    expect(
      increase(ring, 'a_total', 1_140 * SECOND, 1_200 * SECOND),
    ).toBeCloseTo(60, 6);
  });

  it('forgets series that are long gone, and no number of the others', () => {
    for (let round = 0; round < 30; round += 1) {
      const values: Record<string, number> = { a_total: round };
      for (let i = 0; i < 200; i += 1) {
        values[`b_total{pod="${round}-${i}"}`] = 1;
      }
      answer(ring, round * 60 * SECOND, values);
    }
    expect(ring.series.length).toBeLessThan(4_000);
    expect(
      increase(ring, 'a_total', 23 * 60 * SECOND, 29 * 60 * SECOND),
    ).toBeCloseTo(6);
  });

  describe('position', () => {
    const EVERY = { maxGapMs: 90 * SECOND, gone: false };
    const total = (at: number, options = EVERY) =>
      ring.position(at, options)?.total(ring.byMetric.get('a_total')![0]);

    it('counts evenly between two answers, so that steps add up to the whole', () => {
      answer(ring, 0, { a_total: 100 });
      answer(ring, 10 * SECOND, { a_total: 110 });
      answer(ring, 30 * SECOND, { a_total: 150 });
      const at = (seconds: number) => total(seconds * SECOND)!;
      expect(at(20) - at(0)).toBe(30);
      expect(at(30) - at(20)).toBe(20);
    });

    it('undoes a reset that lies between', () => {
      answer(ring, 0, { a_total: 100 });
      answer(ring, 10 * SECOND, { a_total: 4 }, 5 * SECOND);
      expect(total(10 * SECOND)! - total(0)!).toBe(4);
    });

    it('is unknown before the first answer of an old process, in a long pause, and long after the newest', () => {
      answer(ring, 100 * SECOND, { a_total: 1 });
      answer(ring, 140 * SECOND, { a_total: 2 });
      answer(ring, 300 * SECOND, { a_total: 9 });
      expect(total(99 * SECOND)).toBeUndefined();
      expect(total(200 * SECOND)).toBeUndefined();
      expect(total(400 * SECOND)).toBeUndefined();
      expect(total(140 * SECOND)! - total(100 * SECOND)!).toBe(1);
    });

    it('is nothing before a young process began', () => {
      answer(ring, 30 * SECOND, { a_total: 12 }, 20 * SECOND);
      expect(total(0)).toBe(0);
      expect(total(30 * SECOND)).toBe(12);
    });

    it('is what an answer of that moment said, also after a time that is unknown', () => {
      answer(ring, 500 * SECOND, { a_total: 12 }, 20 * SECOND);
      expect(total(500 * SECOND)).toBe(12);
      expect(total(400 * SECOND)).toBeUndefined();
    });

    it('stays what it was where the pod is gone', () => {
      answer(ring, 0, { a_total: 0 });
      answer(ring, 10 * SECOND, { a_total: 10 });
      expect(total(500 * SECOND, { ...EVERY, gone: true })).toBe(10);
    });

    it('tells what a gauge was then', () => {
      answer(ring, 0, { g: 3 });
      answer(ring, 10 * SECOND, { g: 2 });
      answer(ring, 20 * SECOND, {});
      const [index] = ring.byMetric.get('g')!;
      const gauge = (at: number) =>
        ring.position(at * SECOND, EVERY)?.gauge(index);
      expect([gauge(5), gauge(10), gauge(20)]).toEqual([3, 2, undefined]);
    });
  });
});
