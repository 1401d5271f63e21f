import type {
  ClusterList,
  DependencyList,
  EntityExplanation,
  EntityHistory,
  EntityRules,
  EntityStats,
  EntityWorkloads,
  GatewayList,
  GroupExplanation,
  GroupLatency,
  PodTraffic,
  TapExport,
  TapQuery,
  Timeline,
  Topology,
  TopologyComparison,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { parseEntityRef } from '@backstage/catalog-model';
import type { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import type {
  DependencyOptions,
  MeasureOptions,
  MeshScope,
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

  /** {@inheritDoc ServiceMeshApi.getMeshTopology} */
  async getMeshTopology(
    options: MeasureOptions & { clusters?: string[]; namespaces?: string[] },
  ): Promise<Topology> {
    const { window, end, clusters, namespaces } = options;
    return this.#get(
      '/topology',
      { window, end, cluster: clusters, namespace: namespaces },
      options,
    );
  }

  /** {@inheritDoc ServiceMeshApi.getWorkloadTopology} */
  async getWorkloadTopology(
    workload: WorkloadRef,
    options: MeasureOptions & { depth: number },
  ): Promise<Topology> {
    const { window, end, depth } = options;
    const { cluster, namespace, kind, name } = workload;
    const path = urlPath`/clusters/${cluster}/namespaces/${namespace}/workloads/${kind}/${name}/topology`;
    return this.#get(path, { window, end, depth }, options);
  }

  /** {@inheritDoc ServiceMeshApi.getGroupLatency} */
  async getGroupLatency(
    workloads: readonly WorkloadRef[],
    options: MeasureOptions,
  ): Promise<GroupLatency> {
    return this.#ofGroup('latency', workloads, options);
  }

  /** {@inheritDoc ServiceMeshApi.getGroupExplanation} */
  async getGroupExplanation(
    workloads: readonly WorkloadRef[],
    options: MeasureOptions,
  ): Promise<GroupExplanation> {
    return this.#ofGroup('explain', workloads, options);
  }

  /** {@inheritDoc ServiceMeshApi.getComparison} */
  async getComparison(
    scope: MeshScope,
    options: MeasureOptions & { before: string },
  ): Promise<TopologyComparison> {
    const { window, end, before } = options;
    return this.#get(
      `${scopePath(scope)}/comparison`,
      { ...scopeQuery(scope), window, end, before },
      options,
    );
  }

  /** {@inheritDoc ServiceMeshApi.getTimeline} */
  async getTimeline(
    scope: MeshScope,
    options: ServiceMeshRequestOptions & { end?: string },
  ): Promise<Timeline> {
    return this.#get(
      `${scopePath(scope)}/timeline`,
      { ...scopeQuery(scope), end: options.end },
      options,
    );
  }

  /** {@inheritDoc ServiceMeshApi.getDependencies} */
  async getDependencies(
    entityRef?: string,
    options: DependencyOptions = {},
  ): Promise<DependencyList> {
    const path = entityRef === undefined ? '' : entityPath(entityRef);
    const { state, query, order, end, limit, cursor } = options;
    return this.#get(
      `${path}/dependencies`,
      { state, q: query, order, end, limit, cursor },
      options,
    );
  }

  /** {@inheritDoc ServiceMeshApi.getGateways} */
  async getGateways(options?: ServiceMeshRequestOptions): Promise<GatewayList> {
    return this.#get('/gateways', {}, options);
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
    await this.#request(url, post(saved));
  }

  async #measure<T>(
    entityRef: string,
    what: string,
    options: MeasureOptions,
    query: Query = {},
  ): Promise<T> {
    const { window, end } = options;
    return this.#get(
      `${entityPath(entityRef)}/${what}`,
      { window, end, ...query },
      options,
    );
  }

  async #ofGroup<T>(
    what: string,
    workloads: readonly WorkloadRef[],
    { window, end, signal }: MeasureOptions,
  ): Promise<T> {
    const url = await this.#url(`/groups/${what}`, { window, end });
    return this.#read(url, { ...post({ workloads }), signal });
  }

  async #get<T>(
    path: string,
    query: Query,
    { signal }: ServiceMeshRequestOptions = {},
  ): Promise<T> {
    return this.#read(await this.#url(path, query), { signal });
  }

  async #read<T>(url: string, init: RequestInit): Promise<T> {
    const response = await this.#request(url, init);
    return response.json();
  }

  async #request(url: string, init: RequestInit): Promise<Response> {
    const response = await this.#fetchApi.fetch(url, init);
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }

  async #url(path: string, query: Query): Promise<string> {
    const base = await this.#discoveryApi.getBaseUrl('service-mesh');
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      for (const each of [value ?? []].flat()) {
        if (each !== '') {
          parameters.append(name, String(each));
        }
      }
    }
    const search = parameters.toString();
    return search ? `${base}${path}?${search}` : `${base}${path}`;
  }
}

/** Query parameters; lists are repeated, and what is empty is left out. */
type Query = Record<string, QueryValue | QueryValue[] | undefined>;
type QueryValue = string | number | boolean;

function post(body: unknown): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

function urlPath(
  parts: TemplateStringsArray,
  ...values: readonly string[]
): string {
  return String.raw({ raw: parts }, ...values.map(encodeURIComponent));
}

function scopePath(scope: MeshScope): string {
  return scope.entityRef === undefined ? '' : entityPath(scope.entityRef);
}

function scopeQuery(scope: MeshScope): Query {
  return scope.entityRef === undefined
    ? { cluster: scope.clusters, namespace: scope.namespaces }
    : { depth: scope.depth };
}

function entityPath(entityRef: string): string {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  return urlPath`/entities/${kind}/${namespace}/${name}`;
}
