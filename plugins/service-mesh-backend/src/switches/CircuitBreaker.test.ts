import { CircuitBreaker } from './CircuitBreaker';

describe('CircuitBreaker', () => {
  let now = 0;
  let breaker: CircuitBreaker;

  beforeEach(() => {
    now = 1_000;
    breaker = new CircuitBreaker({ maxFailures: 3, now: () => now });
  });

  function fail(times: number) {
    for (let i = 0; i < times; i++) {
      breaker.begin();
      breaker.fail();
    }
  }

  it('should open after so many failures in a row', () => {
    fail(2);
    expect(breaker.restsUntil).toBeUndefined();
    fail(1);
    expect(breaker.restsUntil).toBe(16_000);
  });

  it('should count only failures in a row', () => {
    fail(2);
    breaker.succeed();
    fail(2);
    expect(breaker.restsUntil).toBeUndefined();
  });

  it('should stay closed while something succeeds beside what fails', () => {
    breaker = new CircuitBreaker({
      maxFailures: 3,
      silenceMs: 20_000,
      now: () => now,
    });
    breaker.succeed();
    now += 3_000;
    fail(40);
    expect(breaker.restsUntil).toBeUndefined();
    now += 17_000;
    fail(1);
    expect(breaker.restsUntil).toBe(now + 15_000);
  });

  it('should let one attempt through when it has rested, and no other beside it', () => {
    fail(3);
    now = 16_000;
    expect(breaker.restsUntil).toBeUndefined();
    breaker.begin();
    expect(breaker.restsUntil).toBeDefined();
    breaker.succeed();
    expect(breaker.restsUntil).toBeUndefined();
    fail(2);
    expect(breaker.restsUntil).toBeUndefined();
  });

  it('should rest longer each time, but never for ever', () => {
    fail(3);
    const rests: number[] = [];
    for (let i = 0; i < 7; i++) {
      now = breaker.restsUntil ?? 0;
      fail(1);
      rests.push((breaker.restsUntil ?? 0) - now);
    }
    expect(rests).toEqual([30, 60, 120, 240, 300, 300, 300].map(s => s * 1000));
  });

  it('should rest no longer where the clock is set back', () => {
    now = 3_600_000;
    fail(3);
    now = 1_000;
    expect(breaker.restsUntil).toBeUndefined();
  });

  it('should take a success of the future for none', () => {
    breaker = new CircuitBreaker({
      maxFailures: 3,
      silenceMs: 20_000,
      now: () => now,
    });
    now = 3_600_000;
    breaker.succeed();
    now = 1_000;
    fail(3);
    expect(breaker.restsUntil).toBe(16_000);
  });

  it('should let the next one try where the attempt was given up', () => {
    fail(3);
    now = 16_000;
    breaker.begin();
    breaker.giveUp();
    expect(breaker.restsUntil).toBeUndefined();
  });
});
