import {
  ClusterDetails,
  Mesh,
  MeshContext,
  MeshProvider,
  MetricsSource,
} from '@backstage-mesh/plugin-service-mesh-node';
import { LoggerService } from '@backstage/backend-plugin-api';
import { messageOf } from '../messageOf';
import { ClusterConfig } from '../config';
import { ClusterInventory } from '../inventory';
import { describeSource } from '../metrics/describeSource';
import { Cluster, ClusterMetrics, ClusterStatus, OpenMetrics } from './Cluster';
import { ClusterVitals, measuredConnection, Telemetry } from '../telemetry';
import { HttpClusterConnection } from './HttpClusterConnection';
import { SharedLookup } from './SharedLookup';
import {
  ClusterGuard,
  GuardedConnection,
  guardSource,
  SwitchedInventory,
  Switches,
} from '../switches';
import { isAnswer, watchSource } from './watchSource';

/** A mesh or a source of numbers that was not there is seen so long after it came. */
const MISSING_KEPT_MS = 15_000;

/** A mesh that was found is looked at again, for a new version. */
const FOUND_KEPT_MS = 5 * 60_000;

/** A better source of numbers that failed is tried again. */
const WORSE_KEPT_MS = 3 * 60_000;

/** A source that fails is looked at again, but not with every question. */
const FAILING_KEPT_MS = 15_000;

/** A source that was replaced may have questions on their way. */
const CLOSE_AFTER_MS = 60_000;

const FINISHED_PHASES = ['Succeeded', 'Failed'];

/**
 * A cluster with everything that belongs to it.
 *
 * @internal
 */
export class ConnectedCluster implements Cluster {
  readonly name: string;
  readonly title?: string;
  readonly config: ClusterConfig;
  /** What it was made of. */
  readonly details: ClusterDetails;
  readonly connection: GuardedConnection;
  readonly inventory: SwitchedInventory;
  readonly #http: HttpClusterConnection;
  readonly #watched: ClusterInventory;
  readonly #guard: ClusterGuard;
  readonly #unsubscribe: () => void;
  readonly #logger: LoggerService;
  readonly #providers: readonly MeshProvider[];
  readonly #openMetrics: OpenMetrics;
  readonly #mesh: SharedLookup<Mesh | undefined>;
  readonly #metrics: SharedLookup<ClusterMetrics>;
  readonly #version: SharedLookup<string | undefined>;

  static create(options: {
    details: ClusterDetails;
    config: ClusterConfig;
    logger: LoggerService;
    meshProviders: readonly MeshProvider[];
    openMetrics: OpenMetrics;
    switches: Switches;
    telemetry?: Telemetry;
  }): ConnectedCluster {
    return new ConnectedCluster(options);
  }

  private constructor(options: {
    details: ClusterDetails;
    config: ClusterConfig;
    logger: LoggerService;
    meshProviders: readonly MeshProvider[];
    openMetrics: OpenMetrics;
    switches: Switches;
    telemetry?: Telemetry;
  }) {
    const { details, config, switches } = options;
    this.details = details;
    this.name = details.name;
    this.title = details.title;
    this.config = config;
    this.#logger = options.logger.child({ cluster: details.name });
    this.#openMetrics = options.openMetrics;
    this.#providers = options.meshProviders.filter(
      ({ id }) => config.mesh === 'auto' || config.mesh === id,
    );
    this.#http = HttpClusterConnection.create(details);
    this.#guard = new ClusterGuard({ cluster: details.name, switches });
    const connection = options.telemetry
      ? measuredConnection(this.#http, options.telemetry)
      : this.#http;
    this.connection = new GuardedConnection(connection, this.#guard);
    this.#watched = ClusterInventory.create({
      connection: new GuardedConnection(connection, this.#guard, {
        waits: true,
      }),
      namespaces: config.namespaces,
      logger: this.#logger,
    });
    this.inventory = new SwitchedInventory(this.#watched, this.#guard);
    this.#mesh = new SharedLookup({
      find: before => this.#findMesh(before),
      keptMs: mesh => (mesh ? FOUND_KEPT_MS : MISSING_KEPT_MS),
    });
    this.#metrics = new SharedLookup({
      find: before => this.#findMetrics(before),
      keptMs: ({ source, steps, mayImprove }) => {
        if (!source) {
          return MISSING_KEPT_MS;
        }
        if (!mayImprove) {
          return Infinity;
        }
        const answers = steps.some(({ outcome }) => outcome === 'used');
        return answers ? WORSE_KEPT_MS : FAILING_KEPT_MS;
      },
    });
    this.#version = new SharedLookup({
      find: () => this.#findVersion(),
      keptMs: () => FOUND_KEPT_MS,
    });
    this.#unsubscribe = switches.subscribe(() => this.#metrics.expire(0));
  }

  /** Takes over what gives its credentials. */
  renew(details: ClusterDetails): void {
    this.#http.renew(details);
  }

  /** Why nothing may be asked of it; undefined where something may be. */
  get off(): string | undefined {
    return this.#guard.off;
  }

  mesh(): Promise<Mesh | undefined> {
    return this.#mesh.get();
  }

  metrics(): Promise<ClusterMetrics> {
    return this.#metrics.get();
  }

  /** What is told of it to those who watch the portal; undefined while it is not asked for anything. Starts nothing. */
  vitals(): ClusterVitals | undefined {
    const { state } = this.inventory.state();
    if (state === 'idle' || this.off !== undefined) {
      return undefined;
    }
    const { heardAt } = this.#watched;
    return {
      name: this.name,
      connected: state === 'ready',
      ...(heardAt !== undefined && {
        watchAgeSeconds: Math.max(0, (Date.now() - heardAt) / 1000),
      }),
      circuits: this.#guard.circuits,
    };
  }

  /** What is known now; what is not known yet is looked for behind. */
  status(): ClusterStatus {
    const off = this.#guard.off;
    if (off !== undefined) {
      return {
        name: this.name,
        title: this.title,
        state: 'disabled',
        reason: off,
        metrics: { source: 'none', steps: [] },
      };
    }
    this.#watched.start();
    for (const lookup of [this.#version, this.#mesh, this.#metrics]) {
      lookup.get().catch(() => undefined);
    }
    const { state, reason, since } = this.inventory.state();
    const mesh = this.#mesh.current;
    const { source, steps = [] } = this.#metrics.current ?? {};
    const nextLookAt = this.#metrics.dueAt;
    return {
      name: this.name,
      title: this.title,
      state: state === 'idle' ? 'connecting' : state,
      reason,
      since,
      kubernetesVersion: this.#version.current,
      mesh: mesh && {
        id: mesh.installation.mesh,
        version: mesh.installation.version,
        controlPlaneNamespace: mesh.installation.controlPlaneNamespace,
        clusterName: mesh.installation.clusterName,
      },
      metrics: {
        source: source?.kind ?? 'none',
        description: source && describeSource(source),
        scrapeIntervalSeconds: source?.scrapeIntervalSeconds(),
        steps: [...steps],
        ...(nextLookAt !== undefined && {
          nextLookAt: new Date(nextLookAt).toISOString(),
        }),
      },
      pods: this.#countPods(mesh),
    };
  }

  close(): void {
    this.#unsubscribe();
    this.#watched.close();
    this.#guard.close();
    this.#metrics.current?.source?.close();
    this.#http.close();
  }

  async #findMesh(before: Mesh | undefined): Promise<Mesh | undefined> {
    const context: MeshContext = {
      connection: this.connection,
      inventory: this.inventory,
      config: this.config.raw,
      logger: this.#logger,
    };
    for (const provider of this.#providers) {
      const installation = await provider.detect(context);
      if (installation) {
        const isSame =
          JSON.stringify(before?.installation) === JSON.stringify(installation);
        return before && isSame
          ? before
          : provider.connect(context, installation);
      }
    }
    return undefined;
  }

  async #findMetrics(
    before: ClusterMetrics | undefined,
  ): Promise<ClusterMetrics> {
    let found: ClusterMetrics;
    try {
      found = await this.#openMetrics({
        cluster: this,
        mesh: await this.mesh(),
        logger: this.#logger,
        guard: this.#guard,
        before,
      });
    } catch (error) {
      const reason = messageOf(error);
      found = {
        steps: [{ step: 'configuration', outcome: 'failed', reason }],
      };
    }
    const { source } = found;
    if (source === before?.source) {
      return found;
    }
    // Nothing answers at the moment, maybe as the API server is away: what it remembers must outlive that.
    if (!source && before?.source && failedToo(found, before.source)) {
      return { ...found, source: before.source, mayImprove: true };
    }
    this.#closeLater(before);
    return {
      ...found,
      source:
        source &&
        watchSource(guardSource(source, this.#guard, isAnswer), () =>
          this.#lookAgain(),
        ),
    };
  }

  /** Where the configuration leaves a choice, another source may answer. */
  #lookAgain(): void {
    if (this.config.metrics.source === 'auto') {
      this.#metrics.expire(FAILING_KEPT_MS);
    }
  }

  #closeLater(metrics: ClusterMetrics | undefined): void {
    if (metrics?.source) {
      setTimeout(() => metrics.source?.close(), CLOSE_AFTER_MS).unref();
    }
  }

  async #findVersion(): Promise<string | undefined> {
    const version = await this.connection.json<{ gitVersion?: unknown }>({
      path: '/version',
      maxBytes: 64 * 1024,
    });
    return typeof version.gitVersion === 'string'
      ? version.gitVersion
      : undefined;
  }

  #countPods(mesh: Mesh | undefined): ClusterStatus['pods'] {
    const pods = this.inventory
      .snapshot()
      ?.pods()
      .filter(({ phase }) => !FINISHED_PHASES.includes(phase));
    return (
      pods && {
        meshed: mesh ? pods.filter(pod => mesh.isMeshed(pod)).length : 0,
        total: pods.length,
      }
    );
  }
}

/** Whether a source of the same kind was tried and gave no answer: one that is switched off was not. */
function failedToo(
  { steps }: ClusterMetrics,
  { kind }: MetricsSource,
): boolean {
  return steps.some(
    ({ step, outcome }) =>
      outcome === 'failed' && (step === 'proxies') === (kind === 'proxies'),
  );
}
