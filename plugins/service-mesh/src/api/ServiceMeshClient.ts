import type {
  ClusterList,
  EntityStats,
  EntityWorkloads,
  TapQuery,
  Topology,
} from '@backstage-mesh/plugin-service-mesh-common';
import { parseEntityRef } from '@backstage/catalog-model';
import type { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import type {
  ServiceMeshApi,
  ServiceMeshRequestOptions,
  TapHandlers,
  TapTarget,
} from './ServiceMeshApi';
import { readTapStream } from './tapStream';

/**
 * Reads the service mesh over HTTP from the plugin's backend.
 *
 * @public
 */
export class ServiceMeshClient implements ServiceMeshApi {
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  /** {@inheritDoc ServiceMeshApi.getClusters} */
  async getClusters(options?: ServiceMeshRequestOptions): Promise<ClusterList> {
    return this.#get('/clusters', {}, options);
  }

  /** {@inheritDoc ServiceMeshApi.getWorkloads} */
  async getWorkloads(
    entityRef: string,
    options?: ServiceMeshRequestOptions,
  ): Promise<EntityWorkloads> {
    return this.#get(`${entityPath(entityRef)}/workloads`, {}, options);
  }

  /** {@inheritDoc ServiceMeshApi.getTopology} */
  async getTopology(
    entityRef: string,
    options: ServiceMeshRequestOptions & { window: string; depth: number },
  ): Promise<Topology> {
    const { window, depth } = options;
    return this.#get(
      `${entityPath(entityRef)}/topology`,
      { window, depth: String(depth) },
      options,
    );
  }

  /** {@inheritDoc ServiceMeshApi.getStats} */
  async getStats(
    entityRef: string,
    options: ServiceMeshRequestOptions & { window: string },
  ): Promise<EntityStats> {
    const { window } = options;
    return this.#get(`${entityPath(entityRef)}/stats`, { window }, options);
  }

  /** {@inheritDoc ServiceMeshApi.tap} */
  async tap(
    entityRef: string,
    target: TapTarget,
    query: TapQuery,
    handlers: TapHandlers,
    signal: AbortSignal,
  ): Promise<void> {
    const url = await this.#url(`${entityPath(entityRef)}/tap`, {
      cluster: target.cluster,
      namespace: target.namespace,
      ...query,
      resource_type: target.kind.toLowerCase(),
      resource_name: target.name,
    });
    await readTapStream(url, this.#fetchApi.fetch, handlers, signal);
  }

  async #get<T>(
    path: string,
    query: Record<string, string>,
    options: ServiceMeshRequestOptions = {},
  ): Promise<T> {
    const response = await this.#fetchApi.fetch(await this.#url(path, query), {
      signal: options.signal,
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response.json();
  }

  async #url(path: string, query: TapQuery | Record<string, string>) {
    const base = await this.#discoveryApi.getBaseUrl('service-mesh');
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== '') {
        parameters.set(name, String(value));
      }
    }
    const search = parameters.toString();
    return search ? `${base}${path}?${search}` : `${base}${path}`;
  }
}

function entityPath(entityRef: string): string {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  return `/entities/${[kind, namespace, name]
    .map(encodeURIComponent)
    .join('/')}`;
}
