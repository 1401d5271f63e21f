import {
  Dependency,
  EntityWorkload,
  Topology,
  TopologyNode,
  WorkloadRef,
  serviceMeshClusterReadPermission,
  serviceMeshClusterTapPermission,
  serviceMeshReadPermission,
  serviceMeshTapExportPermission,
  serviceMeshTapPermission,
  workloadKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { createHmac, randomBytes } from 'crypto';
import { LRUCache } from 'lru-cache';
import { Clusters, readySnapshot } from '../clusters';
import { ServiceMeshConfig } from '../config';
import { EndNode, SharedDependency } from '../dependencies';
import { Consent, EntityMatch, EntityWorkloads } from '../entities';
import { Authorization, TapGrant } from './Authorization';
import { workloadOf } from '../topology/workloadOf';
import { hideDependencies } from './hideDependencies';
import { VisibleTopology, hideTopology } from './hideTopology';
import { tapState } from './tapState';
import { ViewerDecisions } from './ViewerDecisions';
import { viewerName } from './viewerName';

type TapExplanation = EntityWorkload['tap'];

/** Whoever sees a part of a large mesh asks for thousands of them with each refresh. */
const MAX_HIDDEN_IDS = 20_000;

/**
 * The rules of who may see what, on the permissions of the portal, the catalog, and the consent of workloads.
 *
 * @internal
 */
export class MeshAuthorization implements Authorization {
  readonly #config: ServiceMeshConfig;
  readonly #clusters: Clusters;
  readonly #entities: EntityWorkloads;
  readonly #decisions: ViewerDecisions;
  /** Hidden neighbours are the same while the process runs, and nobody can try names until one fits. */
  readonly #idKey = randomBytes(32);
  readonly #hiddenIds = new LRUCache<string, string>({ max: MAX_HIDDEN_IDS });

  static create(options: {
    permissions: PermissionsService;
    catalog: CatalogService;
    clusters: Clusters;
    entities: EntityWorkloads;
    config: ServiceMeshConfig;
    /** Milliseconds for which decisions are taken for granted; 45 seconds without it. */
    keptMs?: number;
  }): MeshAuthorization {
    return new MeshAuthorization(options);
  }

  private constructor(options: {
    permissions: PermissionsService;
    catalog: CatalogService;
    clusters: Clusters;
    entities: EntityWorkloads;
    config: ServiceMeshConfig;
    keptMs?: number;
  }) {
    this.#config = options.config;
    this.#clusters = options.clusters;
    this.#entities = options.entities;
    this.#decisions = new ViewerDecisions(options);
  }

  async authorizeEntityRead(
    credentials: BackstageCredentials,
    entityReference: string,
  ): Promise<void> {
    const entityRef = entityReference.toLowerCase();
    await this.#requireVisible(credentials, entityRef);
    const allowed = await this.#decisions.allowedEntities(
      credentials,
      serviceMeshReadPermission,
      [entityRef],
    );
    if (!allowed.has(entityRef)) {
      throw new NotAllowedError(
        `You may not see the service mesh of ${entityRef}: the permission ${serviceMeshReadPermission.name} is missing for this entity`,
      );
    }
  }

  async authorizeWorkloadRead(
    credentials: BackstageCredentials,
    workload: WorkloadRef,
  ): Promise<void> {
    const readable = await this.readableWorkloads(credentials, [workload]);
    if (readable.size === 0) {
      throw new NotAllowedError(
        `You may not see this workload: neither does a catalog entity that selects it give you ${serviceMeshReadPermission.name}, nor do you have ${serviceMeshClusterReadPermission.name}`,
      );
    }
  }

  async authorizeNamespacesRead(
    credentials: BackstageCredentials,
    cluster: string,
    namespaces?: readonly string[],
  ): Promise<void> {
    if (await this.mayReadClusters(credentials)) {
      return;
    }
    const snapshot = await readySnapshot(await this.#clusters.get(cluster));
    const workloads = (
      namespaces ?? snapshot.namespaces().map(({ name }) => name)
    ).flatMap(namespace => snapshot.workloads(namespace));
    const readable = await this.readableWorkloads(
      credentials,
      workloads.map(({ ref }) => ref),
    );
    if (readable.size === 0) {
      throw new NotAllowedError(
        `You may not see anything there: no catalog entity that selects a workload there gives you ${serviceMeshReadPermission.name}, and you do not have ${serviceMeshClusterReadPermission.name}`,
      );
    }
  }

  async authorizeClusterList(credentials: BackstageCredentials): Promise<void> {
    const mayRead =
      (await this.mayReadClusters(credentials)) ||
      (await this.#decisions.isAllowedSomewhere(
        credentials,
        serviceMeshReadPermission,
      ));
    if (!mayRead) {
      throw new NotAllowedError(
        `You may not see the clusters: you have neither ${serviceMeshReadPermission.name} for any entity nor ${serviceMeshClusterReadPermission.name}`,
      );
    }
  }

  mayReadClusters(credentials: BackstageCredentials): Promise<boolean> {
    return this.#decisions.isAllowed(
      credentials,
      serviceMeshClusterReadPermission,
    );
  }

  async readableEntities(
    credentials: BackstageCredentials,
    entityRefs: readonly string[],
  ): Promise<ReadonlySet<string>> {
    return (await this.mayReadClusters(credentials))
      ? this.#decisions.visibleAmong(credentials, entityRefs)
      : this.#decisions.allowedEntities(
          credentials,
          serviceMeshReadPermission,
          entityRefs,
        );
  }

  async readableWorkloads(
    credentials: BackstageCredentials,
    workloads: readonly WorkloadRef[],
  ): Promise<ReadonlySet<string>> {
    if (workloads.length === 0) {
      return new Set();
    }
    if (await this.mayReadClusters(credentials)) {
      return new Set(workloads.map(workloadKey));
    }
    const matches = await this.#entities.entitiesOfAll(workloads);
    const allowed = await this.#decisions.allowedEntities(
      credentials,
      serviceMeshReadPermission,
      matches.flat().map(({ entityRef }) => entityRef),
    );
    return new Set(
      workloads
        .filter((_, index) =>
          matches[index].some(({ entityRef }) => allowed.has(entityRef)),
        )
        .map(workloadKey),
    );
  }

  async authorizeTap(
    credentials: BackstageCredentials,
    request: { workload: WorkloadRef; entityRef?: string },
  ): Promise<TapGrant> {
    const { workload } = request;
    const entityRef = request.entityRef?.toLowerCase();
    const state = this.tapState(workload.cluster);
    if (!state.enabled) {
      throw new NotAllowedError(state.reason ?? 'Live tap is off.');
    }
    const grant = {
      identity: { type: 'service-account' as const },
      viewer: viewerName(credentials),
    };
    if (entityRef !== undefined) {
      await this.#requireVisible(credentials, entityRef);
      const [answer] = await this.#explain(credentials, [workload], entityRef);
      if (!answer.allowed) {
        throw new NotAllowedError(answer.message);
      }
      return { ...grant, via: { entityRef } };
    }
    const consented = (await this.#entitiesOf(workload)).filter(match =>
      this.#isConsent(match.consent),
    );
    const [allowed] = await this.#decisions.allowedEntities(
      credentials,
      serviceMeshTapPermission,
      consented.map(match => match.entityRef),
    );
    if (allowed !== undefined) {
      return { ...grant, via: { entityRef: allowed } };
    }
    if (
      await this.#decisions.isAllowed(
        credentials,
        serviceMeshClusterTapPermission,
      )
    ) {
      return { ...grant, via: { permission: 'service-mesh.cluster.tap' } };
    }
    throw new NotAllowedError(
      `You may not tap this workload: neither does a catalog entity that its pods name give you ${serviceMeshTapPermission.name}, nor do you have ${serviceMeshClusterTapPermission.name}`,
    );
  }

  async authorizeTapExport(
    credentials: BackstageCredentials,
    request: { workload: WorkloadRef; entityRef: string },
  ): Promise<TapGrant> {
    const entityRef = request.entityRef.toLowerCase();
    const grant = await this.authorizeTap(credentials, {
      ...request,
      entityRef,
    });
    const allowed = await this.#decisions.allowedEntities(
      credentials,
      serviceMeshTapExportPermission,
      [entityRef],
    );
    if (!allowed.has(entityRef)) {
      throw new NotAllowedError(
        `You may not save live requests of ${entityRef}: the permission ${serviceMeshTapExportPermission.name} is missing for this entity.`,
      );
    }
    return grant;
  }

  async explainTap(
    credentials: BackstageCredentials,
    request: { workloads: readonly WorkloadRef[]; entityRef: string },
  ): Promise<TapExplanation[]> {
    return this.#explain(
      credentials,
      request.workloads,
      request.entityRef.toLowerCase(),
    );
  }

  tapState(cluster: string): { enabled: boolean; reason?: string } {
    return tapState(this.#config, cluster);
  }

  async viewTopology(
    credentials: BackstageCredentials,
    topology: Topology,
  ): Promise<VisibleTopology> {
    const [mayReadAll, visible] = await Promise.all([
      this.mayReadClusters(credentials),
      this.#decisions.visibleAmong(
        credentials,
        topology.nodes.flatMap(({ entityRefs }) => entityRefs),
      ),
    ]);
    const named: Topology = {
      ...topology,
      nodes: topology.nodes.map(node => ({
        ...node,
        entityRefs: node.entityRefs.filter(ref => visible.has(ref)),
      })),
    };
    if (mayReadAll) {
      const nodes = new Map(named.nodes.map(node => [node.id, node]));
      const edges = new Map(named.edges.map(edge => [edge.id, edge]));
      return {
        topology: named,
        node: id => nodes.get(id),
        edge: id => edges.get(id),
      };
    }
    const readable = await this.readableWorkloads(
      credentials,
      topology.nodes.flatMap(node => workloadOf(node) ?? []),
    );
    const isReadable = (node: TopologyNode) => {
      const workload = workloadOf(node);
      return workload !== undefined && readable.has(workloadKey(workload));
    };
    // A Service without endpoints belongs to no workload: whoever may see a workload beside it may see its name.
    const namespaces = new Set(topology.nodes.filter(isReadable).map(placeOf));
    return hideTopology(
      named,
      node =>
        node.type === 'service'
          ? namespaces.has(placeOf(node))
          : isReadable(node),
      id => this.#hideId(id),
    );
  }

  async viewDependencies(
    credentials: BackstageCredentials,
    dependencies: readonly SharedDependency[],
  ): Promise<Dependency[]> {
    const ends = dependencies.flatMap(({ source, target }) => [source, target]);
    const nodes = ends.flatMap(end => [...end.nodes.values()]);
    const entityRefs = ends.flatMap(({ entityRef }) => entityRef ?? []);
    const [mayReadAll, readable, readableEntities, known] = await Promise.all([
      this.mayReadClusters(credentials),
      this.readableWorkloads(
        credentials,
        nodes.flatMap(({ workload }) => workload ?? []),
      ),
      this.readableEntities(credentials, entityRefs),
      this.#decisions.visibleAmong(credentials, [
        ...entityRefs,
        ...dependencies.flatMap(({ declarations, suggestion }) => [
          ...declarations.map(({ targetRef }) => targetRef),
          ...(suggestion?.apiRefs ?? []),
        ]),
      ]),
    ]);
    const isReadable = ({ workload }: EndNode) =>
      workload !== undefined && readable.has(workloadKey(workload));
    const namespaces = new Set(nodes.filter(isReadable).map(placeOf));
    return hideDependencies(dependencies, {
      mayReadNode: node =>
        mayReadAll ||
        (node.type === 'service'
          ? namespaces.has(placeOf(node))
          : isReadable(node)),
      mayReadEntity: ref => readableEntities.has(ref),
      knowsEntity: ref => known.has(ref),
      hideId: id => this.#hideId(id),
    });
  }

  async #explain(
    credentials: BackstageCredentials,
    workloads: readonly WorkloadRef[],
    entityRef: string,
  ): Promise<TapExplanation[]> {
    const allowed = await this.#decisions.allowedEntities(
      credentials,
      serviceMeshTapPermission,
      [entityRef],
    );
    return Promise.all(
      workloads.map(async workload => {
        const state = this.tapState(workload.cluster);
        if (!state.enabled) {
          return {
            allowed: false,
            reason: 'disabled' as const,
            message: state.reason,
          };
        }
        if (!allowed.has(entityRef)) {
          return {
            allowed: false,
            reason: 'no-permission' as const,
            message: `You may not tap through ${entityRef}: the permission ${serviceMeshTapPermission.name} is missing for this entity.`,
          };
        }
        const match = (await this.#entitiesOf(workload)).find(
          candidate => candidate.entityRef === entityRef,
        );
        return match && this.#isConsent(match.consent)
          ? { allowed: true }
          : {
              allowed: false,
              reason: 'no-consent' as const,
              message: `The pods of ${workload.kind} ${workload.name} do not name ${entityRef}, so it may not be tapped through it. Whoever deploys them can add the label backstage.io/kubernetes-id with the entity's id to the pods, or an administrator can give the namespace to the entity's owner in serviceMesh.tap.consent.namespaceOwners. Where several entities of different owners claim the same id, the label must hold the entity's reference, such as component.default.web.`,
            };
      }),
    );
  }

  #isConsent(consent: Consent): boolean {
    return consent !== 'none' || this.#config.tap.consent.selectorMatches;
  }

  /** Entities of a workload; none where its cluster can not be asked, which allows nothing. */
  async #entitiesOf(workload: WorkloadRef): Promise<readonly EntityMatch[]> {
    try {
      return await this.#entities.entitiesOf(workload);
    } catch {
      return [];
    }
  }

  /**
   * @throws NotFoundError where the entity does not exist or the caller may not know it: the two look the same
   */
  async #requireVisible(
    credentials: BackstageCredentials,
    entityRef: string,
  ): Promise<void> {
    const visible = await this.#decisions.visibleEntities(credentials, [
      entityRef,
    ]);
    if (!visible.has(entityRef)) {
      throw new NotFoundError(`The catalog has no entity ${entityRef}`);
    }
  }

  #hideId(id: string): string {
    let hidden = this.#hiddenIds.get(id);
    if (hidden === undefined) {
      hidden = createHmac('sha256', this.#idKey)
        .update(id)
        .digest('hex')
        .slice(0, 32);
      this.#hiddenIds.set(id, hidden);
    }
    return hidden;
  }
}

function placeOf(node: { cluster: string; namespace?: string }): string {
  return `${node.cluster}\n${node.namespace}`;
}
