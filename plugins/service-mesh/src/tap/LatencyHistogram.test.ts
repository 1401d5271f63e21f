import { LatencyHistogram, QUANTILE_ERROR } from './LatencyHistogram';

/** A small seeded generator: the same numbers in every run. */
function generator(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

function histogramOf(values: number[]) {
  const histogram = new LatencyHistogram();
  values.forEach(value => histogram.add(value));
  return histogram;
}

describe('LatencyHistogram', () => {
  it.each([
    ['even', (random: number) => 1 + random * 99],
    ['with a long tail', (random: number) => 2 + random ** 6 * 30_000],
    ['below a millisecond', (random: number) => 0.2 + random * 0.5],
  ])('keeps the promised error for latencies that are %s', (_, latency) => {
    const random = generator(3);
    const values = Array.from({ length: 20_000 }, () => latency(random()));
    const histogram = histogramOf(values);
    const sorted = [...values].sort((a, b) => a - b);
    for (const share of [0.01, 0.5, 0.9, 0.95, 0.99, 0.999]) {
      const exact = sorted[Math.ceil(share * sorted.length) - 1];
      const found = histogram.quantile(share) as number;
      expect(Math.abs(found / exact - 1)).toBeLessThanOrEqual(
        QUANTILE_ERROR + 1e-9,
      );
    }
    expect(histogram.best).toBe(sorted[0]);
    expect(histogram.worst).toBe(sorted[sorted.length - 1]);
  });

  it('knows nothing before the first latency', () => {
    const empty = new LatencyHistogram();
    expect(empty.quantile(0.5)).toBeUndefined();
    expect(empty.best).toBeUndefined();
    expect(empty.worst).toBeUndefined();
  });

  it('takes what lies outside its buckets', () => {
    const histogram = histogramOf([0, 0.01, 3_600_000]);
    expect(histogram.quantile(0.5)).toBeLessThanOrEqual(0.1);
    expect(histogram.worst).toBe(3_600_000);
  });

  it('adds up to the same as one that counted everything', () => {
    const random = generator(5);
    const values = Array.from({ length: 500 }, () => random() * 900);
    const merged = histogramOf(values.slice(0, 200));
    merged.merge(histogramOf(values.slice(200)));
    const whole = histogramOf(values);
    for (const share of [0.1, 0.5, 0.99]) {
      expect(merged.quantile(share)).toBe(whole.quantile(share));
    }
    expect([merged.best, merged.worst]).toEqual([whole.best, whole.worst]);
  });
});
