import {
  Warning,
  WorkloadRef,
  workloadKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventoryPod,
  InventorySnapshot,
} from '@backstage-mesh/plugin-service-mesh-node';
import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { Cluster, Clusters, readySnapshot } from '../clusters';
import { NamespaceOwner } from '../config';
import { isSwitchedOff } from '../switches';
import { CatalogEntities } from './CatalogEntities';
import { DeclaredEntity } from './DeclaredEntity';
import {
  byConsent,
  EntityMatch,
  EntityWorkloadMatches,
  EntityWorkloads,
  SelectedWorkloads,
  WorkloadMatch,
} from './EntityMatch';
import { EntityTable } from './EntityTable';
import { NamespaceMatches, matchNamespace } from './matchNamespace';

/**
 * The index between catalog entities and workloads. Matches are kept per namespace until something in it, or the catalog, changes.
 *
 * @internal
 */
export class EntityWorkloadIndex implements EntityWorkloads {
  readonly #clusters: Clusters;
  readonly #catalog: CatalogEntities;
  readonly #namespaceOwners: readonly NamespaceOwner[];
  /** By the list of a namespace's pods, which is another one after each change in the namespace. */
  #matches = new WeakMap<readonly InventoryPod[], NamespaceMatches>();
  #matchedTable: EntityTable | undefined;

  static create(options: {
    clusters: Clusters;
    catalog: CatalogService;
    auth: AuthService;
    logger: LoggerService;
    namespaceOwners: readonly NamespaceOwner[];
  }): EntityWorkloadIndex {
    return new EntityWorkloadIndex(
      options.clusters,
      new CatalogEntities(options),
      options.namespaceOwners,
    );
  }

  private constructor(
    clusters: Clusters,
    catalog: CatalogEntities,
    namespaceOwners: readonly NamespaceOwner[],
  ) {
    this.#clusters = clusters;
    this.#catalog = catalog;
    this.#namespaceOwners = namespaceOwners;
  }

  async workloadsOf(entityRef: string): Promise<EntityWorkloadMatches> {
    const ref = entityRef.toLowerCase();
    const table = await this.#catalog.tableWith(ref);
    const entity = table.get(ref);
    if (!entity) {
      return { workloads: [], warnings: [] };
    }
    const clusters = (await this.#clusters.list()).filter(
      ({ name }) => entity.cluster === undefined || entity.cluster === name,
    );
    const match = {
      selector: entity.selectorText,
      namespace: entity.namespace,
      clusters: clusters.map(({ name }) => name),
    };
    if (entity.problem !== undefined) {
      return {
        match,
        workloads: [],
        warnings: [{ code: 'invalid-selector', message: entity.problem }],
      };
    }
    const answers = await Promise.all(
      clusters.map(cluster =>
        this.#workloadsIn(cluster, table, ref, entity.namespace),
      ),
    );
    return {
      match,
      workloads: answers.flatMap(answer => answer.workloads),
      warnings: [
        ...answers.flatMap(answer => answer.warnings),
        ...(clusters.length === 0 ? [noClusterWarning(entity.cluster)] : []),
      ],
    };
  }

  async workloadsOfAll(
    entityRefs: readonly string[],
  ): Promise<SelectedWorkloads> {
    const table = await this.#catalog.table();
    const asked = new Set(entityRefs.map(ref => ref.toLowerCase()));
    const annotated = [...asked].filter(ref => table.get(ref));
    if (annotated.length === 0) {
      return { workloads: [], warnings: [] };
    }
    const found = new Map<string, WorkloadMatch & EntityMatch>();
    const warnings: Warning[] = [];
    const clusters = await this.#clusters.list();
    const answers = await Promise.allSettled(clusters.map(readySnapshot));
    answers.forEach((answer, i) => {
      if (answer.status === 'rejected') {
        warnings.push(notLookedAt(clusters[i].name, answer.reason));
        return;
      }
      const snapshot = answer.value;
      for (const { name } of snapshot.namespaces()) {
        const { byEntity } = this.#matchesOf(table, snapshot, name);
        for (const [entityRef, matches] of byEntity) {
          if (asked.has(entityRef)) {
            for (const { workload, consent } of matches) {
              const key = workloadKey(workload);
              const known = found.get(key);
              const match = { workload, entityRef, consent };
              if (!known || byConsent(match, known) < 0) {
                found.set(key, match);
              }
            }
          }
        }
      }
    });
    return {
      workloads: [...found.values()].map(({ workload, entityRef }) => ({
        workload,
        entityRef,
      })),
      warnings,
    };
  }

  async declaredEntities(): Promise<readonly DeclaredEntity[]> {
    return (await this.#catalog.table()).declared;
  }

  async entitiesOf(workload: WorkloadRef): Promise<readonly EntityMatch[]> {
    const find = await this.#finderIn(workload.cluster);
    return find(workload);
  }

  async entitiesOfAll(
    workloads: readonly WorkloadRef[],
  ): Promise<(readonly EntityMatch[])[]> {
    const names = [...new Set(workloads.map(({ cluster }) => cluster))];
    const finders = new Map(
      await Promise.all(
        names.map(async name => {
          const find = await this.#finderIn(name).catch(() => undefined);
          return [name, find] as const;
        }),
      ),
    );
    return workloads.map(
      workload => finders.get(workload.cluster)?.(workload) ?? [],
    );
  }

  close(): void {
    this.#catalog.close();
  }

  /** What finds the entities of the workloads of one cluster, at one moment. */
  async #finderIn(
    name: string,
  ): Promise<(workload: WorkloadRef) => readonly EntityMatch[]> {
    const cluster = await this.#clusters.get(name);
    const [table, snapshot] = await Promise.all([
      this.#catalog.table(),
      readySnapshot(cluster),
    ]);
    return workload =>
      this.#matchesOf(table, snapshot, workload.namespace).byWorkload.get(
        workloadKey(workload),
      ) ?? [];
  }

  async #workloadsIn(
    cluster: Cluster,
    table: EntityTable,
    ref: string,
    namespace: string | undefined,
  ): Promise<{ workloads: WorkloadMatch[]; warnings: Warning[] }> {
    let snapshot: InventorySnapshot;
    try {
      snapshot = await readySnapshot(cluster);
    } catch (error) {
      return {
        workloads: [],
        warnings: [notLookedAt(cluster.name, error)],
      };
    }
    const namespaces =
      namespace === undefined
        ? snapshot.namespaces().map(({ name }) => name)
        : [namespace];
    return {
      workloads: namespaces.flatMap(name => [
        ...(this.#matchesOf(table, snapshot, name).byEntity.get(ref) ?? []),
      ]),
      warnings: [],
    };
  }

  #matchesOf(
    table: EntityTable,
    snapshot: InventorySnapshot,
    namespace: string,
  ): NamespaceMatches {
    if (this.#matchedTable !== table) {
      this.#matchedTable = table;
      this.#matches = new WeakMap();
    }
    const pods = snapshot.pods(namespace);
    let matches = this.#matches.get(pods);
    if (!matches) {
      matches = matchNamespace(
        snapshot,
        namespace,
        table,
        this.#namespaceOwners,
      );
      this.#matches.set(pods, matches);
    }
    return matches;
  }
}

function notLookedAt(cluster: string, error: unknown): Warning {
  if (isSwitchedOff(error)) {
    return { code: 'cluster-paused', message: error.message, cluster };
  }
  return {
    code: 'cluster-unreachable',
    message: `The cluster ${cluster} could not be looked at: it can not be read at the moment`,
    cluster,
  };
}

function noClusterWarning(wanted: string | undefined): Warning {
  return {
    code: 'no-cluster',
    message:
      wanted === undefined
        ? 'No cluster can be asked. Add one to kubernetes.clusterLocatorMethods.'
        : `The entity names the cluster ${wanted}, which is not configured or can not be used.`,
    ...(wanted !== undefined && { values: { wanted } }),
  };
}
