import { weightOfRows } from './weightOfRows';

describe('weightOfRows', () => {
  it('weighs latency buckets too', () => {
    const latency = new Map(
      Array.from({ length: 32 }, (_, i) => [i, i] as const),
    );
    expect(weightOfRows([{}, {}])).toBe(2);
    expect(weightOfRows([{ latency }, {}])).toBe(6);
  });
});
