import { CacheService, LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { PluginDatabase } from '../database';
import { DatabaseLeases } from './DatabaseLeases';
import { Replicas } from './Replicas';

/** The cache of the backend, where no other is configured: each instance has its own. */
const PRIVATE_STORE = 'memory';

/**
 * What this instance shares with others; undefined where the cache of the backend is no place that they reach.
 *
 * @internal
 */
export function openReplicas(options: {
  rootConfig: Config;
  share: boolean;
  cache: CacheService;
  database: Pick<PluginDatabase, 'client'>;
  logger: LoggerService;
}): Replicas | undefined {
  const { rootConfig, share, cache, database, logger } = options;
  const store =
    rootConfig.getOptionalString('backend.cache.store') ?? PRIVATE_STORE;
  if (!share || store === PRIVATE_STORE) {
    return undefined;
  }
  // The first question need not wait for the tables. Where they can not be made, it will say so.
  database.client().catch(() => undefined);
  return new Replicas({
    cache,
    leases: new DatabaseLeases(database),
    portal: rootConfig.getOptionalString('backend.baseUrl') ?? '',
    logger,
  });
}
