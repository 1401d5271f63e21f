import { UNKNOWN, numberFormats } from './numbers';

const n = numberFormats('en');
const NBSP = '\u00a0';

describe('numbers', () => {
  it.each([
    [undefined, UNKNOWN],
    [0, '0'],
    [0.04, '<0.1'],
    [0.1, '0.1'],
    [2.14, '2.1'],
    [25.3, '25.3'],
    [99.94, '99.9'],
    [99.96, '100'],
    [640.4, '640'],
    [999.4, '999'],
    [999.6, '1k'],
    [1000, '1k'],
    [2210, '2.2k'],
    [9960, '10k'],
    [12_400, '12k'],
    [1_200_000, '1.2M'],
  ])('writes a rate of %p as %p', (value, text) => {
    expect(n.rate(value)).toBe(text);
  });

  it.each([
    [undefined, 0, UNKNOWN],
    [0, 10, `0${NBSP}%`],
    [0.0004, 10, `<0.1${NBSP}%`],
    [0.001, 10, `0.1${NBSP}%`],
    [0.69, 10, `69.0${NBSP}%`],
    [0.9049, 10, `90.4${NBSP}%`],
    [0.9899, 10, `98.9${NBSP}%`],
    [0.9911, 10, `99.1${NBSP}%`],
    [0.9989, 10, `99.8${NBSP}%`],
    [0.999, 10, `99.90${NBSP}%`],
    [0.9996, 10, `99.96${NBSP}%`],
    [0.99995, 10, `99.99${NBSP}%`],
    [0.9999999, 1, `99.99${NBSP}%`],
    [1, 1, `99.99${NBSP}%`],
    [1, 0, `100${NBSP}%`],
    [1, undefined, `100${NBSP}%`],
  ])(
    'writes a success of %p with %p failures as %p',
    (share, failures, text) => {
      expect(n.success(share, failures)).toBe(text);
    },
  );

  it.each([
    [0.2196, `22.0${NBSP}%`],
    [0.31, `31.0${NBSP}%`],
    [0.0995, `10.0${NBSP}%`],
    [0.0004, `<0.1${NBSP}%`],
    [0, `0${NBSP}%`],
    [0.99999, `99.9${NBSP}%`],
    [1, `100${NBSP}%`],
    [undefined, UNKNOWN],
  ])(
    'writes a failed share of %p as %p, which the success beside it makes up to all',
    (share, text) => {
      expect(n.failed(share)).toBe(text);
    },
  );

  it.each([
    [undefined, UNKNOWN],
    [0.4, `<1${NBSP}ms`],
    [24, `24${NBSP}ms`],
    [486.4, `486${NBSP}ms`],
    [999.4, `999${NBSP}ms`],
    [999.6, `1.00${NBSP}s`],
    [1043, `1.04${NBSP}s`],
    [12_400, `12.4${NBSP}s`],
    [59_940, `59.9${NBSP}s`],
    [59_960, `1${NBSP}min`],
    [64_000, `1${NBSP}min 4${NBSP}s`],
  ])('writes a latency of %p ms as %p', (value, text) => {
    expect(n.latency(value)).toBe(text);
  });

  it.each([
    [undefined, UNKNOWN],
    [0.4, '<1'],
    [24, '24'],
    [1043, '1,043'],
  ])('stays in milliseconds in a column: %p as %p', (value, text) => {
    expect(n.milliseconds(value)).toBe(text);
  });

  it.each([
    [undefined, UNKNOWN],
    [0, `0${NBSP}B`],
    [0.3, `<1${NBSP}B`],
    [187, `187${NBSP}B`],
    [999.6, `1.0${NBSP}kB`],
    [48_100, `48.1${NBSP}kB`],
    [121_400, `121${NBSP}kB`],
    [1_200_000, `1.2${NBSP}MB`],
  ])('writes %p bytes as %p', (value, text) => {
    expect(n.bytes(value)).toBe(text);
  });

  it("follows the user's language", () => {
    const german = numberFormats('de');
    expect(german.success(0.69)).toBe(`69,0${NBSP}%`);
    expect(german.milliseconds(1043)).toBe('1.043');
    expect(german.rate(0.01)).toBe('<0,1');
  });

  it('puts the unit to what is known only', () => {
    expect(n.rps(19.3)).toBe(`19.3${NBSP}rps`);
    expect(n.rps(undefined)).toBe(UNKNOWN);
    expect(n.bytesPerSecond(undefined)).toBe(UNKNOWN);
    expect(n.perSecond(0)).toBe(`0${NBSP}/s`);
  });
});
