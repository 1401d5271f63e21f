import {
  ClusterDetails,
  ClusterSupplier,
  MeshProvider,
} from '@backstage-mesh/plugin-service-mesh-node';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import {
  InputError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { messageOf } from '../messageOf';
import { ServiceMeshConfig, clusterConfigOf } from '../config';
import { SwitchedOffError, Switches } from '../switches';
import { ClusterVitals, Telemetry } from '../telemetry';
import { Cluster, Clusters, ClusterStatus, OpenMetrics } from './Cluster';
import { ConnectedCluster } from './ConnectedCluster';
import { LocatedCluster, locateClusters } from './locateClusters';
import { ServerStrategies } from './ServerStrategies';
import { SharedLookup } from './SharedLookup';

/** How often a supplier of clusters is asked for new ones. */
const SUPPLIER_ASKED_MS = 60_000;

/** A cluster of which only the name and the reason are known. */
interface UnusableCluster {
  name: string;
  title?: string;
  state: 'disabled' | 'unsupported';
  reason: string;
}

interface Entries {
  usable: ReadonlyMap<string, ConnectedCluster>;
  unusable: ReadonlyMap<string, UnusableCluster>;
}

/**
 * All clusters of the portal.
 *
 * @internal
 */
export class ClusterRegistry implements Clusters {
  readonly #config: ServiceMeshConfig;
  readonly #logger: LoggerService;
  readonly #meshProviders: readonly MeshProvider[];
  readonly #openMetrics: OpenMetrics;
  readonly #switches: Switches;
  readonly #telemetry: Telemetry | undefined;
  readonly #entries: SharedLookup<Entries>;
  #closed = false;

  /**
   * @throws InputError for a configuration that can not be meant
   */
  static create(options: {
    rootConfig: Config;
    config: ServiceMeshConfig;
    logger: LoggerService;
    meshProviders: readonly MeshProvider[];
    openMetrics: OpenMetrics;
    /** Read from the configuration without it. */
    switches?: Switches;
    telemetry?: Telemetry;
    /** In place of `kubernetes.clusterLocatorMethods`. */
    supplier?: ClusterSupplier;
  }): ClusterRegistry {
    const { config, meshProviders, supplier, rootConfig } = options;
    const known = meshProviders.map(({ id }) => id);
    const unknown = config.clusters.find(
      ({ mesh }) => mesh !== 'auto' && !known.includes(mesh),
    );
    if (unknown) {
      throw new InputError(
        `Invalid configuration: serviceMesh.clusters names the mesh ${JSON.stringify(
          unknown.mesh,
        )} for ${unknown.name}, but must be one of auto, ${known.join(', ')}`,
      );
    }
    const fromConfig = supplier
      ? []
      : locateClusters(rootConfig, config, {
          strategies: new ServerStrategies(options),
        });
    const switches = options.switches ?? Switches.create(options);
    return new ClusterRegistry({ ...options, switches }, async () =>
      supplier
        ? (await supplier.getClusters()).map(details => ({
            type: 'supported' as const,
            details,
          }))
        : fromConfig,
    );
  }

  private constructor(
    options: {
      config: ServiceMeshConfig;
      logger: LoggerService;
      meshProviders: readonly MeshProvider[];
      openMetrics: OpenMetrics;
      switches: Switches;
      telemetry?: Telemetry;
      supplier?: ClusterSupplier;
    },
    locate: () => Promise<LocatedCluster[]>,
  ) {
    this.#config = options.config;
    this.#logger = options.logger;
    this.#meshProviders = options.meshProviders;
    this.#openMetrics = options.openMetrics;
    this.#switches = options.switches;
    this.#telemetry = options.telemetry;
    this.#entries = new SharedLookup<Entries>({
      find: async before => this.#open(await locate(), before),
      keptMs: () => (options.supplier ? SUPPLIER_ASKED_MS : Infinity),
    });
  }

  async get(name: string): Promise<Cluster> {
    const { usable, unusable } = await this.#entries.get();
    const cluster = usable.get(name);
    if (cluster?.off !== undefined) {
      throw new SwitchedOffError(cluster.off);
    }
    if (cluster) {
      return cluster;
    }
    const reason = unusable.get(name)?.reason;
    if (reason !== undefined) {
      throw new ServiceUnavailableError(
        `The cluster ${name} can not be used: ${reason}`,
      );
    }
    throw new NotFoundError(
      `There is no cluster with the name ${JSON.stringify(name)}`,
    );
  }

  async list(): Promise<readonly Cluster[]> {
    return [...(await this.#entries.get()).usable.values()];
  }

  async info(): Promise<ClusterStatus[]> {
    const { usable, unusable } = await this.#entries.get();
    return [
      ...[...usable.values()].map(cluster => cluster.status()),
      ...[...unusable.values()].map(cluster => ({
        ...cluster,
        metrics: { source: 'none' as const, steps: [] },
      })),
    ];
  }

  /** How those clusters are that are asked for something. Starts nothing. */
  vitals(): ClusterVitals[] {
    return [...(this.#entries.current?.usable.values() ?? [])].flatMap(
      cluster => cluster.vitals() ?? [],
    );
  }

  close(): void {
    this.#closed = true;
    for (const cluster of this.#entries.current?.usable.values() ?? []) {
      cluster.close();
    }
  }

  #open(located: readonly LocatedCluster[], before?: Entries): Entries {
    const usable = new Map<string, ConnectedCluster>();
    const unusable = new Map<string, UnusableCluster>();
    for (const cluster of located) {
      const { name, title } =
        cluster.type === 'supported' ? cluster.details : cluster;
      if (usable.has(name) || unusable.has(name)) {
        this.#logger.warn(
          `The supplier of clusters names ${JSON.stringify(
            name,
          )} more than once: the first one is used, give each a name of its own`,
        );
        continue;
      }
      const config = clusterConfigOf(this.#config, name);
      if (!config.enabled) {
        const reason = 'serviceMesh.clusters[].enabled is false';
        unusable.set(name, { name, title, state: 'disabled', reason });
      } else if (cluster.type === 'unsupported') {
        const { reason } = cluster;
        unusable.set(name, { name, title, state: 'unsupported', reason });
      } else {
        try {
          usable.set(
            name,
            sameOrNothing(before?.usable.get(name), cluster.details) ??
              ConnectedCluster.create({
                details: cluster.details,
                config,
                logger: this.#logger,
                meshProviders: this.#meshProviders,
                openMetrics: this.#openMetrics,
                switches: this.#switches,
                telemetry: this.#telemetry,
              }),
          );
        } catch (error) {
          const reason = messageOf(error);
          unusable.set(name, { name, title, state: 'unsupported', reason });
        }
      }
    }
    for (const { name } of this.#config.clusters) {
      if (!usable.has(name) && !unusable.has(name)) {
        const reason =
          'serviceMesh.clusters names it, but kubernetes.clusterLocatorMethods has no cluster of this name';
        unusable.set(name, { name, state: 'unsupported', reason });
      }
    }
    for (const [name, cluster] of before?.usable ?? []) {
      if (usable.get(name) !== cluster) {
        cluster.close();
      }
    }
    if (this.#closed) {
      usable.forEach(cluster => cluster.close());
    }
    return { usable, unusable };
  }
}

/** Whoever says something else of these means another cluster. */
const FIXED_DETAILS = ['title', 'url', 'caData', 'skipTLSVerify'] as const;

/** The cluster, where its supplier still says the same of it, with what gives its credentials now. */
function sameOrNothing(
  cluster: ConnectedCluster | undefined,
  details: ClusterDetails,
): ConnectedCluster | undefined {
  const isSame = FIXED_DETAILS.every(
    name => cluster?.details[name] === details[name],
  );
  if (!cluster || !isSame) {
    return undefined;
  }
  cluster.renew(details);
  return cluster;
}
