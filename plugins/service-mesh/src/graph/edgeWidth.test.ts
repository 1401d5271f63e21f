import { edgeWidth, requestWidth, tcpWidth } from './edgeWidth';

describe('widths', () => {
  it.each([
    [0, 1.25],
    [0.9, 1.6],
    [25, 3],
    [1000, 5],
    [1_000_000, 6],
  ])('draws %p requests per second about %p wide', (rate, width) => {
    expect(requestWidth(rate)).toBeCloseTo(width, 1);
  });

  it('grows more slowly with bytes, up to 4', () => {
    expect(tcpWidth(0)).toBe(1.25);
    expect(tcpWidth(99_000)).toBeCloseTo(2.25);
    expect(tcpWidth(1e15)).toBe(4);
  });

  it('goes by requests where there are any', () => {
    const tcp = { openConnections: 1, readBytesPerSecond: 99_000 };
    expect(edgeWidth({ requestsPerSecond: 9, tcp })).toBe(2.5);
    expect(edgeWidth({ requestsPerSecond: 0, tcp })).toBeCloseTo(2.25);
    expect(edgeWidth({})).toBe(1.25);
  });
});
