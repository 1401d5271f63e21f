import { SharedLookup } from './SharedLookup';

describe('SharedLookup', () => {
  it('should search once for all who ask at the same time', async () => {
    const find = jest.fn(async () => 1);
    const lookup = new SharedLookup({ find, keptMs: () => Infinity });
    expect(lookup.current).toBeUndefined();
    expect(await Promise.all([lookup.get(), lookup.get()])).toEqual([1, 1]);
    expect(await lookup.get()).toBe(1);
    expect(find).toHaveBeenCalledTimes(1);
  });

  it('should answer with what it knows while it looks again', async () => {
    let now = 0;
    let value = 1;
    const lookup = new SharedLookup<number>({
      find: async (before: number | undefined) => (before ?? 0) + value,
      keptMs: () => 100,
      now: () => now,
    });
    expect(await lookup.get()).toBe(1);
    now = 100;
    value = 10;
    expect(await lookup.get()).toBe(1);
    expect(await lookup.get()).toBe(11);
  });

  it('should tell a failure again for a while, and then look again', async () => {
    let now = 0;
    const find = jest.fn(async () => 1).mockRejectedValueOnce(new Error('no'));
    const lookup = new SharedLookup<number>({
      find,
      keptMs: () => 0,
      now: () => now,
    });
    await expect(lookup.get()).rejects.toThrow('no');
    await expect(lookup.get()).rejects.toThrow('no');
    expect(find).toHaveBeenCalledTimes(1);
    now = 5000;
    expect(await lookup.get()).toBe(1);
  });

  it('should keep what it knows where looking again fails', async () => {
    let now = 0;
    const find = jest
      .fn(async () => 2)
      .mockResolvedValueOnce(1)
      .mockRejectedValueOnce(new Error('no'));
    const lookup = new SharedLookup<number>({
      find,
      keptMs: () => 10,
      now: () => now,
    });
    expect(await lookup.get()).toBe(1);
    now = 10;
    expect(await lookup.get()).toBe(1);
    await new Promise(setImmediate);
    expect(await lookup.get()).toBe(1);
    expect(find).toHaveBeenCalledTimes(2);
    now += 5000;
    expect(await lookup.get()).toBe(1);
    await new Promise(setImmediate);
    expect(await lookup.get()).toBe(2);
  });

  it('should look again before its time where the result is no good any more', async () => {
    let now = 0;
    let value = 1;
    const lookup = new SharedLookup<number>({
      find: async () => value,
      keptMs: found => (found === 1 ? Infinity : 1_000),
      now: () => now,
    });
    expect(lookup.dueAt).toBeUndefined();
    await lookup.get();
    expect(lookup.dueAt).toBeUndefined();
    value = 2;
    now = 99;
    lookup.expire(100);
    expect([await lookup.get(), await lookup.get()]).toEqual([1, 1]);
    now = 100;
    lookup.expire(100);
    expect([await lookup.get(), await lookup.get()]).toEqual([1, 2]);
    expect(lookup.dueAt).toBe(1_100);
  });
});
