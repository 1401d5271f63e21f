import {
  ClusterInfo,
  MetricsSourceStep,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  ClusterConnection,
  Inventory,
  Mesh,
  MetricsSource,
} from '@backstage-mesh/plugin-service-mesh-node';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ClusterConfig } from '../config';
import { ClusterGuard } from '../switches';

/**
 * A cluster that can be asked: one connection pool, one inventory, one mesh, one source of numbers. Each begins when it is
 * first needed.
 *
 * @internal
 */
export interface Cluster {
  readonly name: string;
  readonly title?: string;
  readonly config: ClusterConfig;
  readonly connection: ClusterConnection;
  readonly inventory: Inventory;
  /**
   * The mesh of the cluster; undefined where none is installed. Looked for again once in a while where it was not found.
   *
   * @throws ServiceUnavailableError where the cluster can not be reached
   */
  mesh(): Promise<Mesh | undefined>;
  /**
   * Where the numbers come from. Never throws: a cluster without numbers has no `source` and says why in `steps`.
   */
  metrics(): Promise<ClusterMetrics>;
}

/**
 * The outcome of the search for a source of numbers.
 *
 * @internal
 */
export interface ClusterMetrics {
  source?: MetricsSource;
  /** What was tried, in order. */
  steps: readonly MetricsSourceStep[];
  /** A better source exists and failed: it is tried again once in a while. */
  mayImprove?: boolean;
}

/**
 * Finds the source of numbers of a cluster. What it throws is told as the reason, and it is called again after a while; so it is
 * when it found none.
 *
 * @internal
 */
export type OpenMetrics = (target: {
  cluster: Pick<Cluster, 'name' | 'config' | 'connection' | 'inventory'>;
  /** The mesh that was found; undefined where there is none. */
  mesh: Mesh | undefined;
  logger: LoggerService;
  /** What may be asked of the cluster at the moment. */
  guard?: ClusterGuard;
  /** What was found before: a source that is found again is the same one, with all that it remembers. */
  before?: ClusterMetrics;
}) => Promise<ClusterMetrics>;

/**
 * All clusters of the portal. Nothing is asked of a cluster before it is needed.
 *
 * @internal
 */
export interface Clusters {
  /**
   * @throws NotFoundError for a name that is not configured; ServiceUnavailableError for a cluster that is disabled or paused, or that
   * the plugin can not speak to, with the reason
   */
  get(name: string): Promise<Cluster>;
  /** Those that can be asked: enabled and supported. */
  list(): Promise<readonly Cluster[]>;
  /** All of them with their states, as `GET /clusters` tells; starts what does not run yet and waits for nothing. */
  info(): Promise<ClusterStatus[]>;
  /** Ends all watches and connections. */
  close(): void;
}

/**
 * What is known of a cluster without the part that authorization decides.
 *
 * @internal
 */
export type ClusterStatus = Omit<ClusterInfo, 'tap'>;
