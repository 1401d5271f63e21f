import {
  Dependency,
  Topology,
  WorkloadRef,
  serviceMeshClusterReadPermission,
  serviceMeshReadPermission,
  workloadKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { Clusters, readySnapshot } from '../clusters';
import { ServiceMeshConfig } from '../config';
import { SharedDependency } from '../dependencies';
import { EntityWorkloads } from '../entities';
import { Switches } from '../switches';
import { Authorization, TapGrant } from './Authorization';
import { HiddenIds } from './HiddenIds';
import { VisibleTopology } from './hideTopology';
import { TapAuthorization, TapExplanation } from './TapAuthorization';
import { ViewerDecisions } from './ViewerDecisions';
import { ViewerFilter } from './ViewerFilter';

/**
 * The rules of who may see what, on the permissions of the portal, the catalog, and the consent of workloads.
 *
 * @internal
 */
export class MeshAuthorization implements Authorization {
  readonly #clusters: Clusters;
  readonly #entities: EntityWorkloads;
  readonly #decisions: ViewerDecisions;
  readonly #taps: TapAuthorization;
  readonly #filter: ViewerFilter;

  static create(options: {
    permissions: PermissionsService;
    catalog: CatalogService;
    clusters: Clusters;
    entities: EntityWorkloads;
    config: ServiceMeshConfig;
    switches: Pick<Switches, 'tapOff'>;
    hiddenIds: Pick<HiddenIds, 'hider'>;
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
    switches: Pick<Switches, 'tapOff'>;
    hiddenIds: Pick<HiddenIds, 'hider'>;
    keptMs?: number;
  }) {
    this.#clusters = options.clusters;
    this.#entities = options.entities;
    this.#decisions = new ViewerDecisions(options);
    this.#taps = new TapAuthorization({
      ...options,
      decisions: this.#decisions,
    });
    this.#filter = new ViewerFilter(this, this.#decisions, options.hiddenIds);
  }

  async authorizeEntityRead(
    credentials: BackstageCredentials,
    entityReference: string,
  ): Promise<void> {
    const entityRef = entityReference.toLowerCase();
    await this.#decisions.requireVisible(credentials, entityRef);
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

  authorizeTap(
    credentials: BackstageCredentials,
    request: { workload: WorkloadRef; entityRef?: string },
  ): Promise<TapGrant> {
    return this.#taps.authorize(credentials, request);
  }

  authorizeTapExport(
    credentials: BackstageCredentials,
    request: { workload: WorkloadRef; entityRef: string },
  ): Promise<TapGrant> {
    return this.#taps.authorizeExport(credentials, request);
  }

  explainTap(
    credentials: BackstageCredentials,
    {
      workloads,
      entityRef,
    }: {
      workloads: readonly WorkloadRef[];
      entityRef: string;
    },
  ): Promise<TapExplanation[]> {
    return this.#taps.explain(credentials, workloads, entityRef.toLowerCase());
  }

  tapState(cluster: string): { enabled: boolean; reason?: string } {
    return this.#taps.state(cluster);
  }

  viewTopology(
    credentials: BackstageCredentials,
    topology: Topology,
  ): Promise<VisibleTopology> {
    return this.#filter.topology(credentials, topology);
  }

  viewDependencies(
    credentials: BackstageCredentials,
    dependencies: readonly SharedDependency[],
  ): Promise<Dependency[]> {
    return this.#filter.dependencies(credentials, dependencies);
  }
}
