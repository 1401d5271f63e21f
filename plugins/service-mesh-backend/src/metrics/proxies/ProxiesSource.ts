import { setTimeout } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { SourceMemory } from '@backstage-mesh/plugin-service-mesh-common';
import {
  ClusterConnection,
  InventorySnapshot,
  Mesh,
  MetricsScope,
  MetricsSource,
  SeriesQuery,
  SeriesRangeResult,
  SeriesResult,
  SourceWarning,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Replicas } from '../../replicas';
import { widenWindow } from '../leastWindow';
import { NotRememberedError } from '../NotRememberedError';
import { answer, answerAt } from './answer';
import { coveredSeconds, describeMemory } from './coveredSeconds';
import { buildPromql, Dialect } from '../prometheus/promql';
import { goneIn } from './goneIn';
import { MeasuredHistory, ProxyFleet } from './ProxyFleet';
import { MAX_PROXIES, ReadableProxies } from './ReadableProxies';
import { SharedRounds } from './SharedRounds';
import { unreachableProxies } from './unreachableProxies';

/** Labels are called here as they are everywhere. */
const NO_DIALECT: Dialect = { matchers: {}, labels: {} };

/** @internal */
export interface ProxiesSourceOptions {
  cluster: string;
  connection: ClusterConnection;
  /** What is known of the cluster now; undefined while nothing is. */
  snapshot(): InventorySnapshot | undefined;
  mesh: Pick<Mesh, 'proxyTarget' | 'metricNames' | 'isGateway'>;
  /** Namespaces of which the gateways alone are read: the mesh's own. */
  excludedNamespaces: readonly string[];
  logger: LoggerService;
  intervalMs?: number;
  /** How often all proxies are read though nobody asks (see `remember`). */
  backgroundMs?: number;
  /** Shares what is read with other instances of the portal. */
  replicas?: Replicas;
  now?(): number;
  wait?(ms: number): Promise<void>;
}

/**
 * Reads the proxies' own metrics through the API server, where no Prometheus does. Keeps the last half hour of those that were asked
 * about lately, and reads nothing while nobody asks; or, read in the background too, the last hour of all.
 *
 * @internal
 */
export class ProxiesSource implements MetricsSource {
  readonly kind = 'proxies';
  readonly description = 'the proxies, through the Kubernetes API server';
  readonly memory: SourceMemory;

  private readonly fleet: ProxyFleet;
  private readonly readable: ReadableProxies;

  constructor(private readonly options: ProxiesSourceOptions) {
    const now = options.now ?? Date.now;
    const { cluster, replicas } = options;
    this.readable = new ReadableProxies({ ...options, now });
    this.fleet = new ProxyFleet({
      connection: options.connection,
      metrics: new Set([
        ...options.mesh.metricNames,
        'process_start_time_seconds',
      ]),
      max: MAX_PROXIES,
      intervalMs: options.intervalMs ?? 10_000,
      ...(options.backgroundMs !== undefined && {
        backgroundMs: options.backgroundMs,
      }),
      ...(replicas && {
        rounds: keepMs => new SharedRounds({ cluster, replicas, keepMs, now }),
      }),
      logger: options.logger,
      now,
      wait: options.wait ?? (ms => setTimeout(ms)),
    });
    this.memory = {
      keptSeconds: this.fleet.keepMs / 1000,
      inBackground: options.backgroundMs !== undefined,
    };
  }

  scrapeIntervalSeconds(): number {
    return this.fleet.intervalMs / 1000;
  }

  close(): void {
    this.fleet.close();
  }

  async remember(): Promise<void> {
    if (this.options.backgroundMs !== undefined) {
      await this.fleet.readBackground(
        await this.readable.find(this.snapshot(), undefined, []),
      );
    }
  }

  /** There is nobody to ask in PromQL: it says what is added up here. */
  describe(query: SeriesQuery, windowSeconds: number): string {
    return buildPromql(query, windowSeconds, NO_DIALECT);
  }

  async query(
    queries: readonly SeriesQuery[],
    options: {
      windowSeconds: number;
      at?: number;
      scope?: MetricsScope;
      signal?: AbortSignal;
    },
  ): Promise<SeriesResult> {
    if (options.at !== undefined) {
      return this.queryPast(queries, { ...options, at: options.at });
    }
    const snapshot = this.snapshot();
    const warnings: SourceWarning[] = [];
    const asked = this.widen(options.windowSeconds, warnings);
    const pods = await this.readable.find(snapshot, options.scope, warnings);
    const measured = await this.fleet.measure(pods, {
      windowMs: asked * 1000,
      isGone: goneIn(snapshot),
      signal: options.signal,
    });
    const windowSeconds = coveredSeconds(
      asked,
      measured.coveredMs,
      this.told(warnings),
    );
    warnings.push(
      ...unreachableProxies(this.options.cluster, measured.failed, pods.length),
    );
    return {
      results: queries.map(query =>
        answer(
          query,
          measured.pods.map(({ labels, ring, increase, fresh }) => ({
            labels,
            ring,
            rise: series => increase?.of(series),
            gauge: series => (fresh ? ring.last(series) : undefined),
          })),
        ),
      ),
      windowSeconds,
      measuredAt: measured.at,
      warnings,
    };
  }

  async queryRange(
    queries: readonly SeriesQuery[],
    options: {
      windowSeconds: number;
      times: readonly number[];
      scope?: MetricsScope;
      signal?: AbortSignal;
    },
  ): Promise<SeriesRangeResult> {
    const { times } = options;
    const warnings: SourceWarning[] = [];
    const windowSeconds = this.widen(options.windowSeconds, warnings);
    const measured = await this.history(
      { ...options, windowSeconds },
      warnings,
    );
    const first = measured.known.indexOf(true);
    return {
      results: queries.map(query =>
        times.map((_, moment) => answerAt(query, measured, moment)),
      ),
      windowSeconds,
      ...(first !== 0 &&
        times.length > 0 && {
          rememberedSince: times[first] ?? this.now(),
        }),
      warnings,
    };
  }

  private async queryPast(
    queries: readonly SeriesQuery[],
    options: {
      windowSeconds: number;
      at: number;
      scope?: MetricsScope;
      signal?: AbortSignal;
    },
  ): Promise<SeriesResult> {
    const { at } = options;
    const warnings: SourceWarning[] = [];
    const times = [at];
    const asked = this.widen(options.windowSeconds, warnings);
    let measured = await this.history(
      { ...options, times, windowSeconds: asked },
      warnings,
    );
    let windowMs = asked * 1000;
    if (measured.begin !== undefined && measured.begin > at - windowMs) {
      windowMs = at - measured.begin;
      if (windowMs > 0) {
        measured = await this.history(
          { ...options, times, windowSeconds: windowMs / 1000 },
          [],
        );
      }
    }
    if (!measured.known[0]) {
      throw new NotRememberedError(
        `Nothing was read from the proxies at ${new Date(
          at,
        ).toISOString()}: ${describeMemory(this.memory)}`,
      );
    }
    return {
      results: queries.map(query => answerAt(query, measured, 0)),
      windowSeconds: coveredSeconds(asked, windowMs, this.told(warnings)),
      measuredAt: at,
      warnings,
    };
  }

  private async history(
    options: {
      windowSeconds: number;
      times: readonly number[];
      scope?: MetricsScope;
      signal?: AbortSignal;
    },
    warnings: SourceWarning[],
  ): Promise<MeasuredHistory> {
    const snapshot = this.snapshot();
    const pods = await this.readable.find(snapshot, options.scope, warnings);
    const measured = await this.fleet.history(pods, {
      windowMs: options.windowSeconds * 1000,
      times: options.times,
      isGone: goneIn(snapshot),
      signal: options.signal,
    });
    warnings.push(
      ...unreachableProxies(this.options.cluster, measured.failed, pods.length),
    );
    return measured;
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }

  private snapshot(): InventorySnapshot {
    const snapshot = this.options.snapshot();
    if (!snapshot) {
      throw new ServiceUnavailableError(
        `The inventory of cluster ${this.options.cluster} is not complete yet; try again in a few seconds`,
      );
    }
    return snapshot;
  }

  private told(warnings: SourceWarning[]) {
    const { cluster } = this.options;
    return { cluster, memory: this.memory, warnings };
  }

  private widen(asked: number, warnings: SourceWarning[]): number {
    const { cluster } = this.options;
    const reader = 'the proxies are read';
    return widenWindow(
      asked,
      this.scrapeIntervalSeconds(),
      { cluster, reader },
      warnings,
    );
  }
}
