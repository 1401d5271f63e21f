import { mockServices } from '@backstage/backend-test-utils';
import { RefreshCache } from './RefreshCache';

describe('RefreshCache', () => {
  let now: number;
  let cache: RefreshCache<number>;
  let loads: number;
  let fails: string | undefined;

  beforeEach(() => {
    now = 1_000_000;
    loads = 0;
    fails = undefined;
    cache = new RefreshCache({
      logger: mockServices.logger.mock(),
      now: () => now,
      maxWeight: 10,
      weightOf: value => value,
    });
  });

  const load = async () => {
    loads += 1;
    const result = loads;
    await new Promise(resolve => setImmediate(resolve));
    if (fails) {
      throw new Error(fails);
    }
    return result;
  };
  const get = (key = 'a') => cache.get(key, 10_000, load);

  it('asks once for all who miss at the same time', async () => {
    expect(await Promise.all([get(), get(), get()])).toEqual([
      { value: 1 },
      { value: 1 },
      { value: 1 },
    ]);
    expect(loads).toBe(1);
  });

  it('keeps an answer for the refresh period', async () => {
    await get();
    now += 9_999;
    expect(await get()).toEqual({ value: 1 });
    now += 1;
    expect(await get()).toEqual({ value: 2 });
  });

  it('keeps the old answer where a refresh fails, marked, and rests before the next try', async () => {
    await get();
    now += 10_000;
    fails = 'down';
    const stale = { value: 1, staleSince: 1_000_000, problem: 'down' };
    expect(await Promise.all([get(), get()])).toEqual([stale, stale]);
    expect(loads).toBe(2);
    now += 4_999;
    expect(await get()).toEqual(stale);
    expect(loads).toBe(2);
    now += 1;
    fails = undefined;
    expect(await get()).toEqual({ value: 3 });
  });

  it('tells the error where there never was an answer, and rests then too', async () => {
    fails = 'down';
    await expect(get()).rejects.toThrow('down');
    await expect(get()).rejects.toThrow('down');
    expect(loads).toBe(1);
  });

  describe('who leaves before the answer', () => {
    let signals: AbortSignal[];

    /** Answers when it is told to, or when it is given up. */
    function pending() {
      signals = [];
      let answer: (value: number) => void = () => {};
      const slow = (_: unknown, signal: AbortSignal) =>
        new Promise<number>((resolve, reject) => {
          signals.push(signal);
          answer = resolve;
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      return {
        ask: (signal?: AbortSignal) => cache.get('a', 10_000, slow, signal),
        answer: (value: number) => answer(value),
      };
    }

    it('ends the question where nobody else waits for it, and leaves no failure', async () => {
      const { ask, answer } = pending();
      const [one, other] = [new AbortController(), new AbortController()];
      const asked = [ask(one.signal), ask(other.signal)];
      one.abort();
      await expect(asked[0]).rejects.toThrow('aborted');
      expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
      other.abort();
      await expect(asked[1]).rejects.toThrow('aborted');
      expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
      const next = ask();
      answer(7);
      expect(await next).toEqual({ value: 7 });
      expect(signals).toHaveLength(2);
    });

    it('keeps the question for those who stay, and for those who never leave', async () => {
      const { ask, answer } = pending();
      const leaving = new AbortController();
      const stays = ask();
      const left = ask(leaving.signal);
      leaving.abort();
      await expect(left).rejects.toThrow('aborted');
      answer(7);
      expect(await stays).toEqual({ value: 7 });
      await expect(ask(leaving.signal)).rejects.toThrow('aborted');
    });
  });

  it('shows nobody what is older than an hour', async () => {
    await get();
    now += 61 * 60_000;
    fails = 'down';
    await expect(get()).rejects.toThrow('down');
  });

  it('drops what nobody asked for in a quarter of an hour', async () => {
    await get('left');
    await get('kept');
    expect(cache.size).toBe(2);
    now += 10 * 60_000;
    await get('kept');
    now += 10 * 60_000;
    await get('kept');
    expect(cache.size).toBe(1);
  });

  it('forgets what was not asked for the longest, by weight', async () => {
    for (let i = 0; i < 6; i += 1) {
      await get(`${i}`);
    }
    const before = loads;
    await get('5');
    expect(loads).toBe(before);
    await get('0');
    expect(loads).toBe(before + 1);
  });
});
