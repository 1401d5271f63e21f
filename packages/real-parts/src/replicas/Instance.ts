import { cacheServiceFactory } from '@backstage/backend-defaults/cache';
import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import type { TestBackend } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { as, startPortal } from '../portal/insides';

/** One of several instances of a portal, with Backstage's own database and cache services. */
export class Instance {
  private constructor(private readonly backend: TestBackend) {}

  static async start(config: JsonObject): Promise<Instance> {
    return new Instance(
      await startPortal(
        config,
        [],
        [cacheServiceFactory, databaseServiceFactory],
      ),
    );
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.backend.server.port()}/api/service-mesh${path}`;
  }

  /** What a person is shown. @throws Error for any status but 200 */
  async get<T>(path: string, user: string): Promise<T> {
    const response = await fetch(this.url(path), {
      headers: { Authorization: as(user) },
    });
    if (response.status !== 200) {
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    }
    return response.json();
  }

  stop(): Promise<void> {
    return this.backend.stop();
  }
}
