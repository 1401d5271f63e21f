import {
  NumberExplanation,
  TapEvent,
  TapExcludedPod,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Config } from '@backstage/config';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ClusterConnection } from './cluster';
import { MeshGateways } from './gateways';
import { Inventory, InventoryPod, InventorySnapshot } from './inventory';
import { MetricsSource, Recordings } from './metrics';
import { MeshRules, RulesRequest, SplitChange } from './rules';
import {
  AccessAttributes,
  AccessRule,
  MeshTapPeer,
  MeshTapRequest,
} from './tap';
import {
  MeshTraffic,
  MeshTrafficHistory,
  TrafficHistoryRequest,
  TrafficRequest,
} from './traffic';

/**
 * A mesh that was found in a cluster.
 *
 * @public
 */
export interface MeshInstallation {
  /** Id of the provider: `linkerd`. */
  mesh: string;
  version?: string;
  controlPlaneNamespace: string;
  /** The mesh's own namespaces: excluded by default. */
  systemNamespaces: readonly string[];
  /** What the mesh itself calls this cluster. */
  clusterName: string;
}

/**
 * What a provider may use of a cluster.
 *
 * @public
 */
export interface MeshContext {
  connection: ClusterConnection;
  inventory: Inventory;
  /** This cluster's entry of `serviceMesh.clusters`, if there is one. */
  config?: Config;
  logger: LoggerService;
}

/**
 * What the portal's account needs in Kubernetes for one feature of a mesh.
 *
 * @public
 */
export interface MeshPermission {
  /** A lower-case word; `tap` for live tap, which a configuration may switch off. */
  feature: string;
  /** For people who are to apply it: what it opens. */
  about: string;
  rules: readonly AccessRule[];
  /** It is asked of the whole cluster at once, so that a Role in some namespaces is of no use. */
  clusterWide?: boolean;
}

/**
 * Adds a mesh to the plugin.
 *
 * @public
 */
export interface MeshProvider {
  /** Lower-case word, as `serviceMesh.clusters[].mesh` names it. */
  readonly id: string;
  /** What the portal's account needs in Kubernetes for what this mesh adds. */
  readonly permissions?: readonly MeshPermission[];
  /** Whether this mesh is installed; undefined where it is not. */
  detect(context: MeshContext): Promise<MeshInstallation | undefined>;
  connect(context: MeshContext, installation: MeshInstallation): Mesh;
}

/**
 * Where a pod's proxy serves its metrics, and the labels that a scraping Prometheus would add.
 *
 * @public
 */
export interface ProxyTarget {
  port: number;
  path: string;
  labels: Readonly<Record<string, string>>;
}

/**
 * A Prometheus that a mesh's installation points at.
 *
 * @public
 */
export interface PrometheusHint {
  /** Which step of the search it belongs to. */
  step: 'annotation' | 'viz-service';
  /** Where it is, or why this way is closed. */
  target:
    | { type: 'url'; url: string }
    | { type: 'service'; namespace: string; name: string; port: string }
    | { type: 'absent'; reason: string };
  /** YAML that lets the portal read it, where the installation forbids it. */
  manifest?: string;
}

/**
 * A mesh in one cluster.
 *
 * @public
 */
export interface Mesh {
  readonly installation: MeshInstallation;
  isMeshed(
    pod: Pick<InventoryPod, 'labels' | 'annotations' | 'containers'>,
  ): boolean;
  /** Whether a pod passes on calls that come from other clusters: part of the mesh, but its calls are those of applications. */
  isGateway?(pod: Pick<InventoryPod, 'labels' | 'annotations'>): boolean;
  proxyTarget(pod: InventoryPod): ProxyTarget | undefined;
  /** The metrics that `traffic` asks about: what a source that reads the proxies itself has to keep. */
  readonly metricNames: readonly string[];
  /** A metric of which each proxy serves exactly one series: shows proxies that are scraped twice, and how often they are scraped. */
  readonly presenceMetric?: string;
  /** Recording rules that its users may have installed. */
  readonly recordings?: Recordings;
  /** The Prometheus servers that the installation points at, best first. */
  prometheusHints?(snapshot: InventorySnapshot): readonly PrometheusHint[];
  traffic(request: TrafficRequest): Promise<MeshTraffic>;
  /** Without it there are no charts, and nobody is blamed. */
  trafficHistory?(request: TrafficHistoryRequest): Promise<MeshTrafficHistory>;
  /** Routes, splits and policies of workloads, with what the mesh's objects in Kubernetes say of them. */
  rules?(request: RulesRequest): Promise<MeshRules>;
  /**
   * Looks at the configured weights of splits, and tells the changes of the longest window that were noticed while somebody looked. Never
   * throws: what could not be read is not known to have changed.
   */
  splitChanges?(): Promise<readonly SplitChange[]>;
  /** The gateways of other clusters that are used from here. Without it, the mesh has none. */
  gateways?(
    request: Pick<TrafficRequest, 'snapshot' | 'windowSeconds' | 'signal'> & {
      /** Absent where the cluster has no source of numbers. */
      metrics?: MetricsSource;
    },
  ): Promise<MeshGateways>;
  /** How each number comes to be: the questions as `traffic` and `rules` put them. */
  explain?(
    request: Pick<
      TrafficRequest,
      'metrics' | 'snapshot' | 'windowSeconds' | 'at' | 'scope'
    >,
  ): readonly NumberExplanation[];
  /**
   * Starts a tap. The iterator yields events as they come, throws where the mesh refuses or the stream breaks, and ends the
   * upstream when it is returned or `signal` aborts. It may stay silent for ever.
   *
   * @throws MeshTapError with the reason
   */
  tap?(request: MeshTapRequest): AsyncIterable<TapEvent>;
  /**
   * What Kubernetes must allow whoever taps a target; undefined for one that can not be tapped. Without it, nothing is tapped as the
   * signed-in user.
   */
  tapAccess?(target: WorkloadRef): AccessAttributes | undefined;
  /** Reads the labels at one end of a tapped request. Without it, the labels of peers that are not known by address are hidden. */
  tapPeer?(labels: Readonly<Record<string, string>>): MeshTapPeer;
  /** The pods that a tap of the workload would listen to now, and those that it could not, with the reason. */
  tappablePods?(
    target: WorkloadRef,
    snapshot: InventorySnapshot,
  ): {
    pods: readonly string[];
    excluded: readonly TapExcludedPod[];
  };
}
