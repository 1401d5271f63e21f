import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { PluginDatabase } from '../database';
import { HiddenIds } from './HiddenIds';

jest.setTimeout(60_000);

describe('HiddenIds', () => {
  // PostgreSQL where BACKSTAGE_TEST_DATABASE_POSTGRES17_CONNECTION_STRING leads to one.
  const databases = TestDatabases.create({
    ids: ['SQLITE_3', 'POSTGRES_17'],
    disableDocker: true,
  });
  const logger = mockServices.logger.mock();

  it.each(databases.eachSupportedId())(
    'should be the same for all instances of the portal, by %s',
    async id => {
      const knex = await databases.init(id);
      const database = new PluginDatabase(mockServices.database({ knex }));
      const instances = [1, 2, 3].map(
        () => new HiddenIds({ database, logger }),
      );
      const [one, ...others] = await Promise.all(
        instances.map(async each => (await each.hider())('east/video/web')),
      );
      expect(one).toMatch(/^[0-9a-f]{32}$/);
      expect(others).toEqual([one, one]);
      const hide = await instances[0].hider();
      expect(hide('east/video/api')).not.toBe(one);
    },
  );

  it('should be of another key in another portal', async () => {
    const ids = await Promise.all(
      [1, 2].map(async () => {
        const knex = await databases.init('SQLITE_3');
        const database = new PluginDatabase(mockServices.database({ knex }));
        const hide = await new HiddenIds({ database, logger }).hider();
        return hide('east/video/web');
      }),
    );
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('should do without a database, and take the key of all when it is back', async () => {
    let now = 0;
    const knex = await databases.init('SQLITE_3');
    const database = new PluginDatabase(mockServices.database({ knex }));
    const client = jest
      .spyOn(database, 'client')
      .mockRejectedValueOnce(new Error('no connection'));
    const ids = new HiddenIds({ database, logger, now: () => now });
    const alone = (await ids.hider())('web');
    now += 30_000;
    expect((await ids.hider())('web')).toBe(alone);
    expect(client).toHaveBeenCalledTimes(1);
    now += 60_000;
    await new HiddenIds({ database, logger }).hider();
    const shared = (await ids.hider())('web');
    expect(shared).toBe(
      (await new HiddenIds({ database, logger }).hider())('web'),
    );
    now += 600_000;
    expect((await ids.hider())('web')).toBe(shared);
  });
});
