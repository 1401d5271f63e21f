import {
  EdgeProtocol,
  MtlsState,
  TapEvent,
  Warning,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Config } from '@backstage/config';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ClusterConnection, ClusterIdentity } from './cluster';
import { Inventory, InventoryPod, InventorySnapshot } from './inventory';
import { MetricsScope, MetricsSource } from './metrics';

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
 * Adds a mesh to the plugin.
 *
 * @public
 */
export interface MeshProvider {
  /** Lower-case word, as `serviceMesh.clusters[].mesh` names it. */
  readonly id: string;
  /** Whether this mesh is installed; undefined where it is not. */
  detect(context: MeshContext): Promise<MeshInstallation | undefined>;
  connect(context: MeshContext, installation: MeshInstallation): Mesh;
}

/**
 * Who is at one end of a call, as a mesh's labels say and the inventory confirms.
 *
 * @public
 */
export type MeshPeer =
  | { type: 'workload'; workload: WorkloadRef; pod?: string }
  | {
      type: 'service';
      namespace: string;
      name: string;
      /** What the mesh calls the cluster that the service is in, where it is another one. */
      meshCluster?: string;
    }
  | { type: 'external'; host: string }
  | { type: 'unmeshed' };

/**
 * Requests of one window, by outcome. Absent = not measured.
 *
 * @public
 */
export interface RequestIncrease {
  requests?: number;
  successes: number;
  failures: number;
  denied?: number;
  /** What the caller got after retries, where calls are retried and the mesh counts them apart. */
  calls?: { successes: number; failures: number };
  /** Sum and count of latencies, for the mean. */
  latencySumMs?: number;
  latencyCount?: number;
}

/**
 * Upper bound in ms (`Infinity` for the last) → how many responses were at most that slow: cumulative, as Prometheus has it.
 *
 * @public
 */
export type LatencyBuckets = ReadonlyMap<number, number>;

/**
 * TCP traffic of one window: connections open at its end, and bytes moved in it. Absent = not measured.
 *
 * @public
 */
export interface TcpIncrease {
  openConnections?: number;
  readBytes?: number;
  writeBytes?: number;
}

/**
 * Inbound traffic of one workload, or of one of its pods.
 *
 * @public
 */
export interface WorkloadTraffic {
  workload: WorkloadRef;
  pod?: string;
  http?: RequestIncrease;
  tcp?: TcpIncrease;
  latency?: LatencyBuckets;
  mtls?: MtlsState;
}

/**
 * Calls from one peer to another.
 *
 * @public
 */
export interface EdgeTraffic {
  source: MeshPeer;
  target: MeshPeer;
  protocol: EdgeProtocol;
  countedBy: 'source' | 'target';
  http?: RequestIncrease;
  /** As the source sees it, whoever counted: what it read came from the target. */
  tcp?: TcpIncrease;
  latency?: LatencyBuckets;
  mtls?: MtlsState;
  mtlsShare?: number;
  clientIdentity?: string;
  serverIdentity?: string;
}

/**
 * What a mesh measured.
 *
 * @public
 */
export interface MeshTraffic {
  workloads: readonly WorkloadTraffic[];
  edges: readonly EdgeTraffic[];
  windowSeconds: number;
  /** Milliseconds since the epoch. */
  measuredAt: number;
  warnings: readonly Warning[];
}

/**
 * What is asked of a mesh: which traffic, over which window, and from which source.
 *
 * @public
 */
export interface TrafficRequest {
  metrics: MetricsSource;
  snapshot: InventorySnapshot;
  windowSeconds: number;
  /** The whole mesh without it. */
  scope?: MetricsScope;
  /**
   * `counts`: requests, outcomes, means, connections, bytes, mTLS; `latency`: nothing but the buckets, for what is in `scope` (the
   * one expensive question). `counts` without it.
   */
  part?: 'counts' | 'latency';
  /** One row per pod in `workloads` and pods named in the peers. Only with a scope. */
  byPod?: boolean;
  /** Only `workloads`, and of `edges` none. */
  inboundOnly?: boolean;
  signal?: AbortSignal;
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
 * A tap, as it is asked of a mesh. Validated before it comes here.
 *
 * @public
 */
export interface MeshTapRequest {
  target: WorkloadRef;
  to?: { namespace: string; kind: string; name: string };
  method?: string;
  path?: string;
  authority?: string;
  scheme?: string;
  maxRps: number;
  identity: ClusterIdentity;
  signal: AbortSignal;
}

/**
 * What the labels at one end of a tapped request say.
 *
 * @public
 */
export interface MeshTapPeer {
  /** The owner of the pod, by its Kubernetes kind; absent where the labels name none: hosts outside the cluster, nodes. */
  owner?: { namespace: string; kind: string; name: string };
  /** The labels that tell of the call and not of who the peer is: what is left for a viewer who may not read the peer. */
  callLabels: Record<string, string>;
}

/**
 * Calls of a workload to one Service that the mesh handed to another one.
 *
 * @public
 */
export interface TrafficSplit {
  source: WorkloadRef;
  /** The Service that was called. */
  apex: { namespace: string; name: string };
  /** The Service that took the calls; the apex itself where a part stays there. */
  leaf: { namespace: string; name: string };
  /** In the window, with retries. */
  requests: number;
}

/**
 * What is asked of a mesh about the split of calls between Services.
 *
 * @public
 */
export interface TrafficSplitRequest {
  metrics: MetricsSource;
  snapshot: InventorySnapshot;
  windowSeconds: number;
  /** Of the callers. */
  namespace: string;
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
  proxyTarget(pod: InventoryPod): ProxyTarget | undefined;
  /** The metrics that `traffic` asks about: what a source that reads the proxies itself has to keep. */
  readonly metricNames: readonly string[];
  /** A metric of which each proxy serves exactly one series: shows proxies that are scraped twice, and how often they are scraped. */
  readonly presenceMetric?: string;
  /** The Prometheus servers that the installation points at, best first. */
  prometheusHints?(snapshot: InventorySnapshot): readonly PrometheusHint[];
  traffic(request: TrafficRequest): Promise<MeshTraffic>;
  /** Services whose calls are split between others, as the callers in a namespace counted them. */
  trafficSplits?(
    request: TrafficSplitRequest,
  ): Promise<readonly TrafficSplit[]>;
  /**
   * Starts a tap. The iterator yields events as they come, throws where the mesh refuses or the stream breaks, and ends the
   * upstream when it is returned or `signal` aborts. It may stay silent for ever.
   *
   * @throws MeshTapError with the reason
   */
  tap?(request: MeshTapRequest): AsyncIterable<TapEvent>;
  /** Reads the labels at one end of a tapped request. Without it, the labels of peers that are not known by address are hidden. */
  tapPeer?(labels: Readonly<Record<string, string>>): MeshTapPeer;
  /** The pods that a tap of the workload would listen to now, and those that it could not, with the reason. */
  tappablePods?(
    target: WorkloadRef,
    snapshot: InventorySnapshot,
  ): {
    pods: readonly string[];
    excluded: readonly { pod: string; reason: string }[];
  };
}
