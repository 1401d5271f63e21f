import { mockServices } from '@backstage/backend-test-utils';
import { Leases } from '../Leases';
import { Replicas } from '../Replicas';

/** What several instances of a portal have in common, in the memory of one test. */
export class Portals {
  readonly records = new Map<string, { value: string; until: number }>();
  private readonly leases = new Map<
    string,
    { holder: number; until: number }
  >();
  private count = 0;

  constructor(private readonly now: () => number = Date.now) {}

  readonly cache = {
    get: async (key: string): Promise<any> => {
      const record = this.records.get(key);
      return record && record.until > this.now() ? record.value : undefined;
    },
    set: async (key: string, value: any, options?: { ttl?: unknown }) => {
      const until = this.now() + Number(options?.ttl ?? Infinity);
      this.records.set(key, { value, until });
    },
    delete: async (key: string) => {
      this.records.delete(key);
    },
  };

  /** One more instance. @param aheadMs - how far its clock is ahead of the others' */
  add(
    options: {
      aheadMs?: number;
      portal?: string;
      wait?: (ms: number) => Promise<unknown>;
    } = {},
  ): { replicas: Replicas; leases: Leases; now: () => number } {
    const { aheadMs = 0, portal = 'https://portal.example', wait } = options;
    const holder = (this.count += 1);
    const isMine = (name: string) => this.leases.get(name)?.holder === holder;
    const leases: Leases = {
      acquire: async (name, forMs) => {
        const held = this.leases.get(name);
        if (held && held.until > this.now() && held.holder !== holder) {
          return false;
        }
        this.leases.set(name, { holder, until: this.now() + forMs });
        return true;
      },
      release: async name => {
        if (isMine(name)) {
          this.leases.delete(name);
        }
      },
      releaseAll: async () => {
        [...this.leases.keys()]
          .filter(isMine)
          .forEach(name => this.leases.delete(name));
      },
      time: async () => this.now(),
    };
    const now = () => this.now() + aheadMs;
    const replicas = new Replicas({
      cache: this.cache,
      leases,
      portal,
      logger: mockServices.logger.mock(),
      now,
      ...(wait && { wait }),
    });
    return { replicas, leases, now };
  }
}
