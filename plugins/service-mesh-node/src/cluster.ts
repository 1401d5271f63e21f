/**
 * As whom something is asked of a cluster. Inventory and metrics are always read as the portal's own account; the type
 * allows taps to be asked as the signed-in user.
 *
 * @public
 */
export type ClusterIdentity =
  | { type: 'service-account' }
  | { type: 'impersonate'; user: string; groups: readonly string[] };

/**
 * One request to the Kubernetes API server of a cluster.
 *
 * @public
 */
export interface ClusterRequest {
  method?: 'GET' | 'POST';
  /** Absolute path on the API server. Every segment that came from outside is already encoded. */
  path: string;
  query?: Record<string, string | readonly string[]>;
  headers?: Record<string, string>;
  body?: Uint8Array | string;
  identity?: ClusterIdentity;
  /** Milliseconds until the response head must be there. No limit without it, as a silent tap needs. */
  headTimeoutMs?: number;
  signal?: AbortSignal;
}

/**
 * The answer, its body not yet read. The caller reads `body` to its end or calls `cancel`.
 *
 * @public
 */
export interface ClusterResponse {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string | undefined>;
  /** Decoded content (gzip is undone), in the pieces in which it arrives. Throws where the connection is cut. */
  body: AsyncIterable<Uint8Array>;
  cancel(): void;
}

/**
 * The one way in which the plugin talks to a cluster: one connection pool, credentials that renew themselves.
 *
 * @public
 */
export interface ClusterConnection {
  readonly name: string;
  /**
   * @throws ServiceUnavailableError from `\@backstage/errors` where the cluster can not be reached; every HTTP status is an answer
   */
  request(request: ClusterRequest): Promise<ClusterResponse>;
  /**
   * Reads a JSON answer of at most `maxBytes` (64 MiB without it).
   *
   * @throws KubernetesStatusError for every status but 2xx; ServiceUnavailableError where the cluster can not be reached
   */
  json<T>(request: ClusterRequest & { maxBytes?: number }): Promise<T>;
}

/**
 * A cluster to connect to.
 *
 * @public
 */
export interface ClusterDetails {
  /** Any string: ARNs too. */
  name: string;
  title?: string;
  /** Base URL of the API server. */
  url: string;
  /** PEM. */
  caData?: string;
  /** PEM, in place of `caData`. Called before each request, so that rotated certificates are seen. */
  ca?: () => Promise<string>;
  skipTLSVerify?: boolean;
  /** Called before each request, so that a rotated token is seen; undefined for an API server that asks for none. */
  token?: () => Promise<string | undefined>;
}

/**
 * Supplies the clusters, in place of `kubernetes.clusterLocatorMethods`.
 *
 * @public
 */
export interface ClusterSupplier {
  getClusters(): Promise<ClusterDetails[]>;
}
