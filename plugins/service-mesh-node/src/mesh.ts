import {
  EdgeProtocol,
  MtlsState,
  NumberExplanation,
  PolicyDenial,
  PolicyRule,
  RouteName,
  TapEvent,
  TapExcludedPod,
  Warning,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Config } from '@backstage/config';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ClusterConnection, ClusterIdentity } from './cluster';
import { Inventory, InventoryPod, InventorySnapshot } from './inventory';
import { MetricsScope, MetricsSource, Recordings } from './metrics';

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
  | {
      type: 'external';
      host: string;
      /** Set where it is somebody in the mesh of whom no more is known than the certified identity: it names a workload's account. */
      identity?: string;
    }
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
  /** Of the failures: attempts that ran into a time limit, where there were any and the mesh counts them by who was to answer. */
  timeouts?: number;
  /** What the caller got after retries, where calls are retried and the mesh counts them apart. */
  calls?: {
    successes: number;
    failures: number;
    /** Of the failures: those that ran into a time limit, and those that found nobody to answer. */
    timeouts?: number;
    unreachable?: number;
  };
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
  /**
   * Requests that the target refused and that came from one of several sources with the same identity. The edge of each of them has
   * all, and none of their `http` has any.
   */
  deniedAmong?: number;
  /** The window of these numbers, where it is another than that of the traffic that they are part of: another cluster counted them. */
  windowSeconds?: number;
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
  /** The end of the window, in milliseconds since the epoch; now without it. */
  at?: number;
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
 * What is asked of a mesh over time. Always with a scope: no chart is worth the history of a whole mesh.
 *
 * @public
 */
export interface TrafficHistoryRequest
  extends Omit<TrafficRequest, 'windowSeconds' | 'at' | 'byPod' | 'scope'> {
  scope: MetricsScope;
  /** `counts` or `latency` as in traffic; without it, counts and the buckets of what the scope answered, but not of its calls. */
  part?: 'counts' | 'latency';
  /** Seconds that each step covers. */
  stepSeconds: number;
  /** Ends of the steps, in milliseconds since the epoch, ascending and `stepSeconds` apart. */
  times: readonly number[];
}

/**
 * What a mesh measured, step by step.
 *
 * @public
 */
export interface MeshTrafficHistory {
  /** In the order of the asked times; undefined where the source remembers nothing. */
  steps: readonly (MeshTraffic | undefined)[];
  /** Milliseconds since the epoch, where that is later than the first step. */
  rememberedSince?: number;
  warnings: readonly Warning[];
}

/**
 * One route of a workload, with its numbers in the window.
 *
 * @public
 */
export interface RouteTraffic {
  workload: WorkloadRef;
  direction: 'inbound' | 'outbound';
  route: RouteName;
  /** The Service that was called. Only outbound. */
  service?: { namespace: string; name: string; port?: number };
  /** After retries. */
  http: RequestIncrease;
  latency?: LatencyBuckets;
  /** With retries, where the mesh counts them apart. */
  actual?: RequestIncrease;
  retries?: number;
  timeouts?: number;
  timeoutMs?: number;
  retryable?: boolean;
}

/**
 * Calls to one Service that took a share of those to another one.
 *
 * @public
 */
export interface SplitTraffic {
  /** Who calls. Absent for a leaf that is configured and that nobody called. */
  source?: WorkloadRef;
  /** The Service that was called. */
  apex: { namespace: string; name: string; port?: number };
  /** The object that divides the calls; absent where none could be read. */
  route?: RouteName;
  /** The Service that took the calls; the apex itself where a part stays there. */
  leaf: { namespace: string; name: string; port?: number };
  /** Configured share of the calls, 0 to 1. */
  weight?: number;
  http: RequestIncrease;
  latency?: LatencyBuckets;
}

/**
 * The configured weights of a split were changed, or a split was made or taken away.
 *
 * @public
 */
export interface SplitChange {
  /**
   * When that was noticed, in milliseconds since the epoch: at most one look at the cluster, and some two minutes, after it happened. Of a
   * longer time in which nobody looked, no changes are told.
   */
  at: number;
  /** The Service that is called, and the object that divides the calls. */
  apex: { namespace: string; name: string };
  route: RouteName;
  /** The Services that take the calls, with their shares from 0 to 1, before and after. Empty where the calls were not divided. */
  from: readonly SplitShare[];
  to: readonly SplitShare[];
}

/**
 * A Service, and the share of calls that it is to get.
 *
 * @public
 */
export interface SplitShare {
  leaf: { namespace: string; name: string };
  /** From 0 to 1. */
  weight: number;
}

/**
 * A rule of policy that applies to a workload, and what it let in.
 *
 * @public
 */
export interface PolicyTraffic {
  workload: WorkloadRef;
  server: PolicyRule['server'];
  route?: RouteName;
  authorization?: PolicyRule['authorization'];
  admits?: readonly Admission[];
  /** Requests or connections in the window. */
  allowed?: number;
}

/**
 * Whom a rule of policy admits.
 *
 * @public
 */
export interface Admission {
  /** For people: an identity, a namespace, networks. */
  words: string;
  /** Whom the words name, where they name somebody: the words are for those who may know of them. */
  names?: { namespace: string; workloads: readonly WorkloadRef[] };
}

/**
 * What policy refused a workload's callers.
 *
 * @public
 */
export interface DenialTraffic {
  workload: WorkloadRef;
  server: PolicyRule['server'];
  route?: RouteName;
  reason: PolicyDenial['reason'];
  clientIdentity?: string;
  /** The workloads that have this identity. */
  clients: readonly WorkloadRef[];
  /** Requests in the window. */
  denied: number;
}

/**
 * What is asked of a mesh about routes, splits and policies of workloads.
 *
 * @public
 */
export interface RulesRequest {
  metrics: MetricsSource;
  snapshot: InventorySnapshot;
  /** The workloads that are asked about. */
  scope: MetricsScope;
  /** All of them without it. */
  parts?: readonly RulesPart[];
  windowSeconds: number;
  /** The end of the window, in milliseconds since the epoch; now without it. */
  at?: number;
  signal?: AbortSignal;
}

/**
 * What can be asked apart, where not all is needed.
 *
 * @public
 */
export type RulesPart = 'routes' | 'splits' | 'policy';

/**
 * Routes, splits and policies of workloads. Splits are those of their calls, and those that a part of the calls to them comes from.
 *
 * @public
 */
export interface MeshRules {
  routes: readonly RouteTraffic[];
  splits: readonly SplitTraffic[];
  policies: readonly PolicyTraffic[];
  denials: readonly DenialTraffic[];
  windowSeconds: number;
  /** Milliseconds since the epoch. */
  measuredAt: number;
  warnings: readonly Warning[];
}

/**
 * The way from a cluster to the Services of another one.
 *
 * @public
 */
export interface GatewayState {
  /** What the mesh calls the other cluster. */
  meshCluster: string;
  /** Name and namespace of the gateway in the other cluster, where the mesh says them. */
  name?: string;
  namespace?: string;
  /** Whether its probes are answered; absent where nothing measures it, which is not the same as no. */
  alive?: boolean;
  /** How long the probes took. */
  latency?: LatencyBuckets;
  /** Services here that stand for Services there. */
  mirroredServices: readonly {
    namespace: string;
    name: string;
    /** The Service that it stands for. */
    origin?: { namespace: string; name: string };
  }[];
}

/**
 * The gateways that a cluster uses.
 *
 * @public
 */
export interface MeshGateways {
  gateways: readonly GatewayState[];
  warnings: readonly Warning[];
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
