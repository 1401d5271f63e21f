import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { openReplicas } from './openReplicas';

describe('openReplicas', () => {
  const open = (store: string | undefined, share: boolean) => {
    const client = jest.fn(async () => {
      throw new Error('connection refused');
    });
    const replicas = openReplicas({
      rootConfig: new ConfigReader({
        backend: { ...(store && { cache: { store } }) },
      }),
      share,
      cache: mockServices.cache.mock(),
      database: { client },
      logger: mockServices.logger.mock(),
    });
    return { replicas, client };
  };

  it.each(['valkey', 'redis', 'memcache', 'infinispan'])(
    'should share through %s, though the database is away at the start',
    store => {
      const { replicas, client } = open(store, true);
      expect(replicas).toBeDefined();
      expect(client).toHaveBeenCalledTimes(1);
    },
  );

  it.each<[string | undefined, boolean]>([
    [undefined, true],
    ['memory', true],
    ['valkey', false],
  ])(
    'should share nothing with the cache %s and replicas.share %s, and open no database for it',
    (store, share) => {
      const { replicas, client } = open(store, share);
      expect(replicas).toBeUndefined();
      expect(client).not.toHaveBeenCalled();
    },
  );
});
