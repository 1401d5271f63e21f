import { Random, randomUuid } from './Random';

describe('Random', () => {
  it('gives the same numbers for the same seed', () => {
    const take = (random: Random) =>
      Array.from({ length: 5 }, () => random.next());
    expect(take(new Random('a'))).toEqual(take(new Random('a')));
    expect(take(new Random('a'))).not.toEqual(take(new Random('b')));
    expect(take(Random.named('a', 'x'))).not.toEqual(
      take(Random.named('a', 'y')),
    );
  });

  it.each([0.2, 3, 40, 500])('draws Poisson counts with a mean of %s', mean => {
    const random = new Random(mean);
    const draws = 4000;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < draws; i++) {
      const count = random.poisson(mean);
      sum += count;
      squares += (count - mean) ** 2;
    }
    const error = 5 * Math.sqrt(mean / draws);
    expect(Math.abs(sum / draws - mean)).toBeLessThan(error);
    expect(squares / draws / mean).toBeGreaterThan(0.85);
    expect(squares / draws / mean).toBeLessThan(1.15);
  });

  it('makes identifiers of the usual form', () => {
    expect(randomUuid(new Random(1))).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});
