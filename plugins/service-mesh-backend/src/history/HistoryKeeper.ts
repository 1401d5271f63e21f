import { LoggerService } from '@backstage/backend-plugin-api';
import { Clusters } from '../clusters';
import { ServiceMeshConfig } from '../config';
import { messageOf } from '../messageOf';

/** How far a round may be off its time, so that clusters and portals are not read in step. */
const JITTER = 0.1;

/** The first rounds of all clusters begin within this time. */
const FIRST_MS = 5_000;

/** @internal */
export interface HistoryKeeperOptions {
  clusters: Pick<Clusters, 'get'>;
  config: Pick<ServiceMeshConfig, 'clusters'>;
  logger: LoggerService;
  now?(): number;
  /** From 0 up to 1. */
  random?(): number;
}

/**
 * Looks at clusters though nobody does, where the configuration wants that: so that the time before is known to whoever opens a page.
 *
 * @internal
 */
export class HistoryKeeper {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  /** Why the newest round of a cluster failed: told once. */
  private readonly problems = new Map<string, string>();
  private readonly stopped = new AbortController();

  static start(options: HistoryKeeperOptions): HistoryKeeper {
    const keeper = new HistoryKeeper(options);
    for (const { name, enabled, history } of options.config.clusters) {
      if (enabled && history.enabled) {
        keeper.schedule(name, history.intervalMs, FIRST_MS * keeper.random());
      }
    }
    return keeper;
  }

  private constructor(private readonly options: HistoryKeeperOptions) {}

  close(): void {
    this.stopped.abort();
    this.timers.forEach(timer => clearTimeout(timer));
    this.timers.clear();
  }

  private schedule(name: string, intervalMs: number, waitMs: number): void {
    if (this.stopped.signal.aborted) {
      return;
    }
    const timer = setTimeout(async () => {
      const begun = this.now();
      await this.round(name);
      const wanted = intervalMs * (1 + JITTER * (2 * this.random() - 1));
      this.schedule(
        name,
        intervalMs,
        Math.max(0, wanted - (this.now() - begun)),
      );
    }, waitMs);
    timer.unref();
    this.timers.set(name, timer);
  }

  private async round(name: string): Promise<void> {
    try {
      const cluster = await this.options.clusters.get(name);
      // Of a cluster that is still being read for the first time there is nothing to remember, and nothing is lost.
      await cluster.inventory.ready(this.stopped.signal);
      const mesh = await cluster.mesh();
      const { source } = await cluster.metrics();
      await Promise.all([source?.remember?.(), mesh?.splitChanges?.()]);
      this.problems.delete(name);
    } catch (error) {
      const reason = messageOf(error);
      if (this.problems.get(name) !== reason && !this.stopped.signal.aborted) {
        this.problems.set(name, reason);
        this.options.logger.warn(
          `The history of cluster ${name} has a gap, as it could not be looked at: ${reason}`,
        );
      }
    }
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }

  private random(): number {
    return (this.options.random ?? Math.random)();
  }
}
