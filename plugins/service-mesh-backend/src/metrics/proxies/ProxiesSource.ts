import { setTimeout } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  SourceMemory,
  Warning,
  workloadKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  ClusterConnection,
  InventoryPod,
  InventorySnapshot,
  Mesh,
  MetricsScope,
  MetricsSource,
  Sample,
  SeriesQuery,
  SeriesRangeResult,
  SeriesResult,
  SourceWarning,
} from '@backstage-mesh/plugin-service-mesh-node';
import { clusterWarning } from '../../clusterWarning';
import { compileMatchers, Grouping } from '../labels';
import { leastWindow } from '../leastWindow';
import { NotRememberedError } from '../NotRememberedError';
import { ProxyPod } from './FleetMembers';
import { PodRing } from './PodRing';
import { ProxyAccess } from './ProxyAccess';
import { buildPromql, Dialect } from '../prometheus/promql';
import { FailedProxy, MeasuredHistory, ProxyFleet } from './ProxyFleet';
import { TooManyProxiesError } from './TooManyProxiesError';

/**
 * The most proxies that are read. Above it Prometheus is needed: 5,000 proxies every 15 s are 333 requests and some 100 MB a second.
 *
 * @internal
 */
export const MAX_PROXIES = 200;

/** Labels are called here as they are everywhere. */
const NO_DIALECT: Dialect = { matchers: {}, labels: {} };

/** @internal */
export interface ProxiesSourceOptions {
  cluster: string;
  connection: ClusterConnection;
  /** What is known of the cluster now; undefined while nothing is. */
  snapshot(): InventorySnapshot | undefined;
  mesh: Pick<Mesh, 'proxyTarget' | 'metricNames' | 'isGateway'>;
  /** Namespaces that are not read unless a question is about them: the mesh's own. */
  excludedNamespaces: readonly string[];
  logger: LoggerService;
  intervalMs?: number;
  /** How often all proxies are read though nobody asks (see `remember`). */
  backgroundMs?: number;
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
  private readonly access: ProxyAccess;

  constructor(private readonly options: ProxiesSourceOptions) {
    const now = options.now ?? Date.now;
    this.access = new ProxyAccess(options.connection, now);
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
        await this.readable(this.snapshot(), undefined, []),
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
    const pods = await this.readable(snapshot, options.scope, warnings);
    const measured = await this.fleet.measure(pods, {
      windowMs: asked * 1000,
      isGone: goneIn(snapshot),
      signal: options.signal,
    });
    const windowSeconds = this.tellWindow(asked, measured.coveredMs, warnings);
    this.tellFailed(measured.failed, pods, warnings);
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
        `Nothing was read from the proxies at ${new Date(at).toISOString()}: ${
          this.memoryText
        }`,
      );
    }
    return {
      results: queries.map(query => answerAt(query, measured, 0)),
      windowSeconds: this.tellWindow(asked, windowMs, warnings),
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
    const pods = await this.readable(snapshot, options.scope, warnings);
    const measured = await this.fleet.history(pods, {
      windowMs: options.windowSeconds * 1000,
      times: options.times,
      isGone: goneIn(snapshot),
      signal: options.signal,
    });
    this.tellFailed(measured.failed, pods, warnings);
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

  private tellFailed(
    failed: readonly FailedProxy[],
    pods: readonly ProxyPod[],
    warnings: SourceWarning[],
  ): void {
    if (failed.length > 0) {
      const workloads = new Map(
        failed.map(({ pod: { workload } }) => [
          workloadKey(workload),
          workload,
        ]),
      );
      warnings.push({
        ...this.warning(
          'proxies-unreachable',
          `${failed.length} of ${pods.length} proxies could not be read: their calls are missing from the numbers`,
          failed[0].reason,
        ),
        workloads: [...workloads.values()],
      });
    }
  }

  /** The pods that a question is about and whose proxies may be read. */
  private async readable(
    snapshot: InventorySnapshot,
    scope: MetricsScope | undefined,
    warnings: SourceWarning[],
  ): Promise<ProxyPod[]> {
    // Who calls a workload is known to the callers alone: where all of them can be read, all are.
    const all = this.proxies(this.includedPods(snapshot));
    const pods =
      all.length <= MAX_PROXIES
        ? all
        : this.proxies(podsInScope(snapshot, scope));
    if (pods.length > MAX_PROXIES) {
      throw new TooManyProxiesError(
        `Cluster ${this.options.cluster} has ${pods.length} proxies to read, more than the ${MAX_PROXIES} that can be read directly: it needs a Prometheus (serviceMesh.clusters[].metrics.prometheus)`,
      );
    }
    const allowed = await this.access.allowed(
      pods.map(({ pod }) => pod.namespace),
    );
    const readable = pods.filter(({ pod }) => allowed.has(pod.namespace));
    if (readable.length < pods.length) {
      const message = `the portal's account may not get pods/proxy in ${
        readable.length === 0 ? 'any namespace' : 'every namespace'
      } of cluster ${this.options.cluster}`;
      if (readable.length === 0) {
        throw new ServiceUnavailableError(
          `The proxies can not be read: ${message}`,
        );
      }
      warnings.push(
        this.warning(
          'proxies-forbidden',
          `${pods.length - readable.length} of ${
            pods.length
          } proxies are not read: ${message}`,
        ),
      );
    }
    return readable;
  }

  private includedPods(snapshot: InventorySnapshot): readonly InventoryPod[] {
    const excluded = new Set(this.options.excludedNamespaces);
    const { mesh } = this.options;
    return snapshot
      .pods()
      .filter(
        pod => !excluded.has(pod.namespace) || mesh.isGateway?.(pod) === true,
      );
  }

  private proxies(pods: readonly InventoryPod[]): ProxyPod[] {
    return pods.flatMap(pod => {
      const target =
        pod.phase === 'Running'
          ? this.options.mesh.proxyTarget(pod)
          : undefined;
      return target ? [{ pod, target }] : [];
    });
  }

  private widen(asked: number, warnings: SourceWarning[]): number {
    const interval = this.scrapeIntervalSeconds();
    const least = leastWindow(interval);
    if (asked >= least) {
      return asked;
    }
    warnings.push(
      this.warning(
        'window-widened',
        `Measured over ${least} s instead of ${asked} s: the proxies are read every ${interval} s only`,
      ),
    );
    return least;
  }

  private tellWindow(
    asked: number,
    coveredMs: number | undefined,
    warnings: SourceWarning[],
  ): number {
    if (coveredMs === undefined) {
      return asked;
    }
    const covered = Math.max(1, Math.round(coveredMs / 1000));
    if (covered >= asked) {
      return asked;
    }
    warnings.push(
      this.warning(
        'window-filling',
        `Measured over ${covered} s: ${this.memoryText}`,
      ),
    );
    return covered;
  }

  /** How far back it remembers, for people. */
  private get memoryText(): string {
    const minutes = this.memory.keptSeconds / 60;
    return !this.memory.inBackground
      ? `the proxies are read mostly while somebody looks, and the last ${minutes} minutes are kept`
      : `of the proxies the last ${minutes} minutes are kept, from when the portal began to read them`;
  }

  private warning(code: string, message: string, reason?: string): Warning {
    return clusterWarning(this.options.cluster, code, message, reason);
  }
}

function podsInScope(
  snapshot: InventorySnapshot,
  scope?: MetricsScope,
): readonly InventoryPod[] {
  if (scope?.workloads) {
    const unique = new Map(
      scope.workloads.map(workload => [workloadKey(workload), workload]),
    );
    return [...unique.values()].flatMap(workload => snapshot.podsOf(workload));
  }
  if (scope?.namespaces) {
    return [...new Set(scope.namespaces)].flatMap(name => snapshot.pods(name));
  }
  return snapshot.pods();
}

/** Whether a pod that was read is no more. */
function goneIn(
  snapshot: InventorySnapshot,
): (pod: ProxyPod['pod']) => boolean {
  return pod => {
    const known = snapshot.pod(pod.namespace, pod.name);
    return known?.uid !== pod.uid || known.deletedAt !== undefined;
  };
}

/** What was read of one pod. */
interface MeasuredPod {
  labels: Readonly<Record<string, string>>;
  ring: Pick<PodRing, 'series' | 'byMetric'>;
  /** How much a counter rose in the window; undefined where it is unknown. */
  rise(series: number): number | undefined;
  /** What a gauge said at the end of the window. */
  gauge(series: number): number | undefined;
}

function answerAt(
  query: SeriesQuery,
  { pods, known }: MeasuredHistory,
  moment: number,
): Sample[] | undefined {
  return known[moment]
    ? answer(
        query,
        pods.flatMap(({ labels, ring, windows }) => {
          const window = windows[moment];
          return window ? [{ labels, ring, ...window }] : [];
        }),
      )
    : undefined;
}

function answer(query: SeriesQuery, pods: readonly MeasuredPod[]): Sample[] {
  const matches = compileMatchers(query.matchers);
  const groups = new Grouping(query.by);
  for (const { labels, ring, rise, gauge } of pods) {
    for (const index of ring.byMetric.get(query.metric) ?? []) {
      const own = ring.series[index].labels;
      // Labels of the target win, as they do in Prometheus.
      const lookup = (label: string) => labels[label] ?? own[label] ?? '';
      if (matches(lookup)) {
        const value =
          query.aggregate === 'increase' ? rise(index) : gauge(index);
        if (value !== undefined && !Number.isNaN(value)) {
          groups.add(lookup, value);
        }
      }
    }
  }
  return groups.samples();
}
