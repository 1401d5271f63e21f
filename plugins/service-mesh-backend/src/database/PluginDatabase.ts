import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';

/** @internal */
export type DatabaseClient = Awaited<ReturnType<DatabaseService['getClient']>>;

/**
 * The plugin's own database, opened and brought up to date when it is first needed.
 *
 * @internal
 */
export class PluginDatabase {
  #client: Promise<DatabaseClient> | undefined;

  constructor(private readonly database: DatabaseService) {}

  client(): Promise<DatabaseClient> {
    if (!this.#client) {
      const opening = this.#migrate();
      this.#client = opening;
      // A database that is away now may be there later.
      opening.catch(() => {
        this.#client = undefined;
      });
    }
    return this.#client;
  }

  async #migrate(): Promise<DatabaseClient> {
    const client = await this.database.getClient();
    if (!this.database.migrations?.skip) {
      await client.migrate.latest({
        directory: resolvePackagePath(
          '@backstage-mesh/plugin-service-mesh-backend',
          'migrations',
        ),
      });
    }
    return client;
  }
}
