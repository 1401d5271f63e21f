import type {
  ClusterList,
  EntityExplanation,
  EntityHistory,
  EntityRules,
  EntityStats,
  EntityWorkloads,
  PodTraffic,
  TapExport,
  TapQuery,
  Topology,
} from '@backstage-mesh/plugin-service-mesh-common';
import { parseEntityRef } from '@backstage/catalog-model';
import type { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import type {
  MeasureOptions,
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
    options: MeasureOptions & { depth: number },
  ): Promise<Topology> {
    return this.#measure(entityRef, 'topology', options, {
      depth: String(options.depth),
    });
  }

  /** {@inheritDoc ServiceMeshApi.getStats} */
  async getStats(
    entityRef: string,
    options: MeasureOptions,
  ): Promise<EntityStats> {
    return this.#measure(entityRef, 'stats', options);
  }

  /** {@inheritDoc ServiceMeshApi.getHistory} */
  async getHistory(
    entityRef: string,
    options: MeasureOptions,
  ): Promise<EntityHistory> {
    return this.#measure(entityRef, 'history', options);
  }

  /** {@inheritDoc ServiceMeshApi.getRules} */
  async getRules(
    entityRef: string,
    options: MeasureOptions,
  ): Promise<EntityRules> {
    return this.#measure(entityRef, 'rules', options);
  }

  /** {@inheritDoc ServiceMeshApi.getExplanation} */
  async getExplanation(
    entityRef: string,
    options: MeasureOptions,
  ): Promise<EntityExplanation> {
    return this.#measure(entityRef, 'explain', options);
  }

  /** {@inheritDoc ServiceMeshApi.getPod} */
  async getPod(
    entityRef: string,
    target: TapTarget,
    pod: string,
    options: MeasureOptions,
  ): Promise<PodTraffic> {
    const { cluster, namespace } = target;
    return this.#measure(
      entityRef,
      `pods/${encodeURIComponent(pod)}`,
      options,
      { cluster, namespace },
    );
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

  /** {@inheritDoc ServiceMeshApi.recordTapExport} */
  async recordTapExport(entityRef: string, saved: TapExport): Promise<void> {
    const url = await this.#url(`${entityPath(entityRef)}/tap/exports`, {});
    const response = await this.#fetchApi.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(saved),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
  }

  async #measure<T>(
    entityRef: string,
    what: string,
    options: MeasureOptions,
    query: Record<string, string> = {},
  ): Promise<T> {
    const { window, end = '' } = options;
    return this.#get(
      `${entityPath(entityRef)}/${what}`,
      { window, end, ...query },
      options,
    );
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
