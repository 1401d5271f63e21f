import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { PluginDatabase } from '../database';
import { CallStore } from './CallStore';
import { Call } from './ObservedCall';

const HOUR = 60 * 60_000;

function call(name: string, cluster = 'east'): Call {
  const workload = (of: string) => ({
    type: 'workload' as const,
    workload: { cluster, namespace: 'shop', kind: 'Deployment', name: of },
  });
  return {
    cluster,
    source: workload('web'),
    target: workload(name),
    protocol: 'http',
  };
}

jest.setTimeout(60_000);

describe('CallStore', () => {
  // PostgreSQL where BACKSTAGE_TEST_DATABASE_POSTGRES17_CONNECTION_STRING leads to one.
  const databases = TestDatabases.create({
    ids: ['SQLITE_3', 'POSTGRES_17'],
    disableDocker: true,
  });

  async function create(id: Parameters<typeof databases.init>[0]) {
    const knex = await databases.init(id);
    const database = new PluginDatabase(mockServices.database({ knex }));
    return { store: new CallStore({ database }), database };
  }

  it.each(databases.eachSupportedId())(
    'should remember when a call was first and last seen, by %s',
    async id => {
      const { store } = await create(id);
      expect(await store.list()).toEqual([]);
      expect(await store.record('east', [call('api'), call('db')], 0)).toEqual({
        written: 2,
        refused: 0,
      });
      // Another process reads the same.
      expect(await store.list()).toEqual(
        ['api', 'db'].map(name => ({
          ...call(name),
          firstSeen: 0,
          lastSeen: 0,
        })),
      );
      await store.record('east', [call('api')], 3 * HOUR);
      expect(await store.list()).toEqual(
        expect.arrayContaining([
          { ...call('api'), firstSeen: 0, lastSeen: 3 * HOUR },
          { ...call('db'), firstSeen: 0, lastSeen: 0 },
        ]),
      );
    },
  );

  it.each(databases.eachSupportedId())(
    'should write a call that goes on once an hour, by %s',
    async id => {
      const { store } = await create(id);
      const written = [];
      for (const minutes of [0, 5, 59, 60, 65, 121]) {
        const answer = await store.record(
          'east',
          [call('api')],
          minutes * 60_000,
        );
        written.push(answer.written);
      }
      expect(written).toEqual([1, 0, 0, 1, 0, 1]);
    },
  );

  it.each(databases.eachSupportedId())(
    'should keep clusters apart, and forget what nobody calls any more, by %s',
    async id => {
      const { store } = await create(id);
      await store.record('east', [call('api')], HOUR);
      await store.record('west', [call('api', 'west')], 5 * HOUR);
      expect(await store.list()).toHaveLength(2);
      expect(await store.forget(2 * HOUR)).toBe(1);
      expect(await store.list()).toEqual([
        { ...call('api', 'west'), firstSeen: 5 * HOUR, lastSeen: 5 * HOUR },
      ]);
    },
  );

  it.each(databases.eachSupportedId())(
    'should take thousands of calls at once, by %s',
    async id => {
      const { store } = await create(id);
      const calls = Array.from({ length: 5_000 }, (_, i) => call(`api-${i}`));
      await store.record('east', [...calls, ...calls.slice(0, 10)], 0);
      expect(await store.list()).toHaveLength(5_000);
    },
  );

  it.each(databases.eachSupportedId())(
    'should let no caller of ever new hosts keep others from being remembered, by %s',
    async id => {
      const { store } = await create(id);
      const hosts = Array.from(
        { length: 300 },
        (_, i): Call => ({
          ...call('api'),
          target: { type: 'external', host: `10.0.0.${i}:80` },
        }),
      );
      expect(await store.record('east', hosts.slice(0, 150), 0)).toEqual({
        written: 150,
        refused: 0,
      });
      expect(await store.record('east', [...hosts, call('api')], 0)).toEqual({
        written: 51,
        refused: 100,
      });
      expect(await store.list()).toHaveLength(201);
    },
  );

  it('should forget what was not seen for longest where there is no room', async () => {
    const { store, database } = await create('SQLITE_3');
    await store.record('east', [call('oldest')], 0);
    await store.record('east', [call('old')], HOUR);
    const knex = await database.client();
    for (let start = 0; start < 49_998; start += 1_000) {
      await knex.batchInsert(
        'observed_calls',
        Array.from({ length: Math.min(1_000, 49_998 - start) }, (_, i) => ({
          cluster: 'east',
          source: 'filler',
          target: String(start + i),
          protocol: 'tcp',
          first_seen: 2 * HOUR,
          last_seen: 2 * HOUR,
        })),
        100,
      );
    }
    await store.record('east', [call('oldest'), call('new')], 3 * HOUR);
    expect(
      (await store.list()).map(
        ({ target }) => target.type === 'workload' && target.workload.name,
      ),
    ).toEqual(['oldest', 'new']);
    expect(await knex('observed_calls').count({ rows: '*' })).toEqual([
      { rows: 50_000 },
    ]);
  });

  it('should skip rows that it can not read', async () => {
    const { store, database } = await create('SQLITE_3');
    await store.record('east', [call('api')], 0);
    const knex = await database.client();
    await knex('observed_calls').update({ target: 'nonsense' });
    expect(await store.list()).toEqual([]);
  });

  it('should try again to open a database that was away', async () => {
    const database = mockServices.database({
      knex: await databases.init('SQLITE_3'),
    });
    const getClient = jest
      .spyOn(database, 'getClient')
      .mockRejectedValueOnce(new Error('connection refused'));
    const store = new CallStore({ database: new PluginDatabase(database) });
    await expect(store.list()).rejects.toThrow('refused');
    expect(await store.list()).toEqual([]);
    expect(getClient).toHaveBeenCalledTimes(2);
  });
});
