import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { setTimeout as sleep } from 'node:timers/promises';
import { PluginDatabase } from '../database';
import { DatabaseLeases } from './DatabaseLeases';

jest.setTimeout(60_000);

describe('DatabaseLeases', () => {
  // PostgreSQL where BACKSTAGE_TEST_DATABASE_POSTGRES17_CONNECTION_STRING leads to one.
  const databases = TestDatabases.create({
    ids: ['SQLITE_3', 'POSTGRES_17'],
    disableDocker: true,
  });

  async function open(id: Parameters<typeof databases.init>[0]) {
    const knex = await databases.init(id);
    const database = new PluginDatabase(mockServices.database({ knex }));
    return {
      knex,
      one: new DatabaseLeases(database),
      other: new DatabaseLeases(database),
    };
  }

  it.each(databases.eachSupportedId())(
    'should give a lease to one at a time, by %s',
    async id => {
      const { one, other } = await open(id);
      expect(await one.acquire('east', 60_000)).toBe(true);
      expect(await other.acquire('east', 60_000)).toBe(false);
      expect(await other.acquire('west', 60_000)).toBe(true);
      // Renewed by the one who holds it.
      expect(await one.acquire('east', 60_000)).toBe(true);
      await other.release('east');
      expect(await other.acquire('east', 60_000)).toBe(false);
      await one.release('east');
      expect(await other.acquire('east', 60_000)).toBe(true);
    },
  );

  it.each(databases.eachSupportedId())(
    'should give the lease of one that died to another, by %s',
    async id => {
      const { one, other } = await open(id);
      expect(await one.acquire('east', 150)).toBe(true);
      expect(await other.acquire('east', 150)).toBe(false);
      await sleep(200);
      expect(await other.acquire('east', 60_000)).toBe(true);
      expect(await one.acquire('east', 150)).toBe(false);
    },
  );

  it.each(databases.eachSupportedId())(
    'should have one winner among many who try at once, by %s',
    async id => {
      const { knex } = await open(id);
      const database = new PluginDatabase(mockServices.database({ knex }));
      const won = await Promise.all(
        Array.from({ length: 10 }, () =>
          new DatabaseLeases(database).acquire('east', 60_000),
        ),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
    },
  );

  it.each(databases.eachSupportedId())(
    'should give back all of its own at the end, by %s',
    async id => {
      const { one, other } = await open(id);
      await one.acquire('east', 60_000);
      await other.acquire('west', 60_000);
      await one.releaseAll();
      expect(await other.acquire('east', 60_000)).toBe(true);
      expect(await one.acquire('west', 60_000)).toBe(false);
    },
  );

  it.each(databases.eachSupportedId())(
    'should tell the time by the clock of the database, by %s',
    async id => {
      const { one } = await open(id);
      expect(Math.abs((await one.time()) - Date.now())).toBeLessThan(5_000);
    },
  );
});
