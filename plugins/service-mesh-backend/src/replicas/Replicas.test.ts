import { mockServices } from '@backstage/backend-test-utils';
import { Portals } from './__testUtils__/portals';
import { Replicas } from './Replicas';

/** Work that counts how often it is done, and whose result is shared for a second. */
function counted(portals: Portals) {
  let done = 0;
  const of = (replicas: Replicas, takesMs = 50) => ({
    name: 'count',
    find: async () => (await replicas.read('count')) as { n: number },
    work: async () => {
      done += 1;
      const result = { n: done };
      await new Promise(resolve => {
        setTimeout(resolve, takesMs);
      });
      await replicas.write('count', result, 1_000);
      return result;
    },
  });
  return { of, done: () => done, portals };
}

describe('Replicas', () => {
  it('should work once for all who ask at once', async () => {
    const portals = new Portals();
    const all = [portals.add(), portals.add(), portals.add()];
    const work = counted(portals);
    const results = await Promise.all(
      all.map(({ replicas }) => replicas.once(work.of(replicas))),
    );
    expect(results).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
    expect(work.done()).toBe(1);
  });

  it('should work itself where the one who worked failed', async () => {
    const portals = new Portals();
    const [one, other] = [portals.add(), portals.add()];
    const work = counted(portals);
    const failing = one.replicas.once({
      ...work.of(one.replicas),
      work: async () => {
        throw new Error('refused');
      },
    });
    const [failed, found] = await Promise.allSettled([
      failing,
      other.replicas.once(work.of(other.replicas)),
    ]);
    expect(failed).toMatchObject({ reason: new Error('refused') });
    expect(found).toMatchObject({ value: { n: 1 } });
  });

  it('should take over from one that died', async () => {
    let now = 0;
    const portals = new Portals(() => now);
    const dead = portals.add();
    const other = portals.add({
      wait: async ms => {
        now += ms;
      },
    });
    const work = counted(portals);
    // It took the lease, and was never heard of again.
    const gone = dead.replicas.once({
      ...work.of(dead.replicas),
      work: () => new Promise<never>(() => {}),
    });
    expect(
      await Promise.race([
        gone,
        other.replicas.once(work.of(other.replicas, 0)),
      ]),
    ).toEqual({ n: 1 });
    expect(now).toBeGreaterThan(10_000);
    expect(now).toBeLessThan(20_000);
  });

  it.each([
    [
      'fails',
      async () => {
        throw new Error('connection refused');
      },
    ],
    ['never answers', () => new Promise<never>(() => {})],
  ])('should work alone where the cache %s', async (_, get) => {
    const portals = new Portals();
    const { leases } = portals.add();
    const logger = mockServices.logger.mock();
    const replicas = new Replicas({
      cache: { ...portals.cache, get },
      leases,
      portal: '',
      logger,
    });
    const work = counted(portals);
    expect(await replicas.once(work.of(replicas))).toEqual({ n: 1 });
    expect(replicas.areReachable).toBe(false);
    // And does not try again at once.
    const startedAt = Date.now();
    expect(await replicas.once(work.of(replicas, 0))).toEqual({ n: 2 });
    expect(Date.now() - startedAt).toBeLessThan(500);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('should work alone where the database fails', async () => {
    const portals = new Portals();
    const { leases } = portals.add();
    const replicas = new Replicas({
      cache: portals.cache,
      leases: {
        ...leases,
        acquire: async () => {
          throw new Error('connection refused');
        },
      },
      portal: '',
      logger: mockServices.logger.mock(),
    });
    const work = counted(portals);
    expect(await replicas.once(work.of(replicas))).toEqual({ n: 1 });
  });

  it('should say why it works alone, but not every 15 seconds', async () => {
    let now = 0;
    let problem = 'connection refused';
    const portals = new Portals();
    const { leases } = portals.add();
    const logger = mockServices.logger.mock();
    const replicas = new Replicas({
      cache: {
        ...portals.cache,
        get: async () => {
          throw new Error(problem);
        },
      },
      leases,
      portal: '',
      logger,
      now: () => now,
    });
    for (let minute = 0; minute < 11; minute += 1) {
      await replicas.read('anything');
      now += 60_000;
    }
    expect(logger.warn).toHaveBeenCalledTimes(2);
    problem = 'no such host';
    await replicas.read('anything');
    expect(logger.warn).toHaveBeenCalledTimes(3);
    expect(logger.warn).toHaveBeenLastCalledWith(
      'Nothing is shared with other instances of the portal, each asks by itself, and tries again every 15 s: no such host',
    );
  });

  it('should share nothing with another portal on the same cache', async () => {
    const portals = new Portals();
    const [production, replica, staging] = [
      portals.add(),
      portals.add(),
      portals.add({ portal: 'https://staging.example' }),
    ];
    await production.replicas.write('east', { n: 1 }, 1_000);
    expect(await replica.replicas.read('east')).toEqual({ n: 1 });
    expect(await staging.replicas.read('east')).toBeUndefined();
  });

  it('should share nothing that is too large, and read nothing that is no record', async () => {
    const portals = new Portals();
    const { replicas } = portals.add();
    // Random text can not be compressed.
    const large = Array.from({ length: 200_000 }, () => Math.random());
    expect(await replicas.write('large', { large }, 1_000)).toBe(false);
    expect(await replicas.write('small', { n: 1 }, 1_000)).toBe(true);
    expect(await replicas.read('small')).toEqual({ n: 1 });
    for (const nonsense of ['', 'nonsense', 'H4sIAAAAAAAAA', 7, {}]) {
      portals.records.forEach(record => {
        Object.assign(record, { value: nonsense });
      });
      expect(await replicas.read('small')).toBeUndefined();
    }
    expect(replicas.areReachable).toBe(true);
  });

  it('should count by a clock that all share, where their own differ', async () => {
    const portals = new Portals(() => 1_000_000);
    const ahead = portals.add({ aheadMs: 30_000 });
    const near = portals.add({ aheadMs: 900 });
    expect(await ahead.replicas.clockAheadMs()).toBe(-30_000);
    expect(await ahead.replicas.sharedTime()).toBe(1_000_000);
    // The question takes its time too.
    expect(await near.replicas.clockAheadMs()).toBe(0);
  });
});
