import { Config } from '@backstage/config';
import { UserTemplate } from '../tapIdentity/userTemplate';

/**
 * The section `serviceMesh` of the configuration, read once, with every default filled in.
 *
 * @internal
 */
export interface ServiceMeshConfig {
  /** The entries of `serviceMesh.clusters`. Clusters without an entry have the defaults; see {@link clusterConfigOf}. */
  clusters: readonly ClusterConfig[];
  dependencies: DependenciesConfig;
  health: HealthConfig;
  replicas: ReplicasConfig;
  tap: TapConfig;
}

/** @internal */
export interface ClusterConfig {
  /** As the Kubernetes plugin names it: any string. */
  name: string;
  enabled: boolean;
  /** `auto` or the id of a mesh provider. */
  mesh: string;
  /** What the mesh itself calls the cluster. */
  meshClusterName?: string;
  /** Absolute path of a file with a bearer token; it wins over the Kubernetes plugin's token and is read again as it rotates. */
  tokenFile?: string;
  namespaces: NamespacesConfig;
  linkerd: LinkerdConfig;
  metrics: MetricsConfig;
  history: HistoryConfig;
  tap: { identity: TapIdentityConfig };
  /** The entry as it was written, for providers of other meshes. Absent where there is none. */
  raw?: Config;
}

/**
 * As whom a cluster is asked for taps.
 *
 * @internal
 */
export type TapIdentityConfig =
  | { type: 'service-account' }
  | {
      type: 'user';
      /** What the signed-in user is called in Kubernetes. */
      user: UserTemplate;
      /** Groups that the user is put into, and no others. */
      groups: readonly ImpersonatedGroup[];
    };

/** @internal */
export interface ImpersonatedGroup {
  /** In Kubernetes. */
  name: string;
  /** The group of the catalog whose members are in it, full and in lower case; everybody without it. */
  memberOf?: string;
}

/** @internal */
export interface NamespacesConfig {
  /** Only these; all of them where it is empty. */
  include: readonly string[];
  exclude: readonly string[];
}

/** @internal */
export interface LinkerdConfig {
  namespace: string;
  vizNamespace: string;
  clusterDomain: string;
  trustDomain: string;
}

/** @internal */
export interface MetricsConfig {
  source: 'auto' | 'prometheus' | 'proxies' | 'none';
  prometheus?: PrometheusConfig;
}

/**
 * What is looked at though nobody does, so that the time before is known to whoever opens a page.
 *
 * @internal
 */
export interface HistoryConfig {
  enabled: boolean;
  intervalMs: number;
}

/** @internal */
export interface PrometheusConfig {
  target: PrometheusTarget;
  /** Put into every selector, as `label="value"`. */
  matchers: Readonly<Record<string, string>>;
  /** Added to every query's parameters. */
  params: Readonly<Record<string, string>>;
  /** Secrets. */
  headers: Readonly<Record<string, string>>;
  /** Secret. */
  token?: string;
  tokenFile?: string;
  /** Secret. */
  basicAuth?: { username: string; password: string };
  /** PEM. */
  caData?: string;
  caFile?: string;
  skipTLSVerify: boolean;
  labels: { namespace: string; pod: string };
  timeoutMs: number;
  maxConcurrent: number;
}

/**
 * Where a Prometheus is: at a URL, or a Service that is reached through the API server.
 *
 * @internal
 */
export type PrometheusTarget =
  | { type: 'url'; url: string }
  | {
      type: 'service';
      namespace: string;
      name: string;
      /** A number, or the port's name. */
      port: string;
      scheme: 'http' | 'https';
      /** Base path behind the Service, without a slash at its end. */
      path: string;
    };

/**
 * The memory of who calls whom.
 *
 * @internal
 */
export interface DependenciesConfig {
  enabled: boolean;
  /** Between two looks at who calls whom. */
  intervalMs: number;
  /** After which a call that is not seen again is forgotten. */
  retentionMs: number;
}

/**
 * Several instances of the portal.
 *
 * @internal
 */
export interface ReplicasConfig {
  /** Whether they share what they asked clusters, where the backend's cache is one that all of them reach. */
  share: boolean;
}

/** @internal */
export interface HealthConfig {
  /** Percent of successful responses from which a workload is healthy. */
  healthy: number;
  /** Percent from which it is degraded; below it is failing. */
  degraded: number;
  /** Responses that a window needs before its health is judged. */
  minRequests: number;
}

/** @internal */
export interface TapConfig {
  webSocket: boolean;
  maxPerUser: number;
  maxPerCluster: number;
  /** Milliseconds after which a stream is ended. */
  maxLifetimeMs: number;
  /** Milliseconds between two checks whether the viewer of an open stream may still see it. */
  recheckIntervalMs: number;
  /** Upper bound of the requests per second that one tap may ask the mesh for. */
  maxRps: number;
  /** Names of headers whose values leave the backend beside the built-in ones; lower case. */
  allowedHeaders: readonly string[];
  /** Patterns of paths of which segments are masked. */
  maskedPaths: readonly string[];
  /** Names of query parameters that may be seen. */
  allowedQueryParameters: readonly string[];
  consent: TapConsentConfig;
}

/** @internal */
export interface TapConsentConfig {
  /** Workloads that an entity matches by a selector alone may be tapped through it. */
  selectorMatches: boolean;
  namespaceOwners: readonly NamespaceOwner[];
}

/**
 * Everything in a namespace belongs to an owner: entities of this owner may tap what they select there.
 *
 * @internal
 */
export interface NamespaceOwner {
  /** Every cluster without it. */
  cluster?: string;
  namespace: string;
  /** Entity reference, full and in lower case: `group:default/team-video`. */
  owner: string;
}
