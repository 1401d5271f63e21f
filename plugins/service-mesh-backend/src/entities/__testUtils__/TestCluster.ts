import { InventorySnapshot } from '@backstage-mesh/plugin-service-mesh-node';
import { NotFoundError } from '@backstage/errors';
import { Cluster, Clusters } from '../../clusters';
import { InventoryStore } from '../../inventory/InventoryStore';
import { WATCHED_KINDS } from '../../inventory/kinds';
import { KubernetesObject } from '../../inventory/kubernetesObjects';
import { ObjectStripper } from '../../inventory/ObjectStripper';

/**
 * A cluster whose inventory is filled by hand, in the way in which reflectors fill it.
 */
export class TestCluster {
  readonly name: string;
  /** Set: the cluster can not be read, for this reason. */
  problem: Error | undefined;
  readonly #store: InventoryStore;
  readonly #stripper: ObjectStripper;

  constructor(name: string) {
    this.name = name;
    this.#stripper = new ObjectStripper(name);
    this.#store = new InventoryStore({
      cluster: name,
      namespaces: { include: [], exclude: [] },
      stopwatch: () => 0,
    });
  }

  /** A workload with its pods, which carry the labels. */
  deploy(
    namespace: string,
    name: string,
    labels: Record<string, string>,
    options: { pods?: Record<string, string>[]; kind?: string } = {},
  ): this {
    const { pods = [labels], kind = 'Deployment' } = options;
    const uid = `${namespace}-${name}`;
    const metadata = { namespace, name, uid, labels: { app: name } };
    this.apply('namespaces', { metadata: { name: namespace, uid: namespace } });
    this.apply(`${kind.toLowerCase()}s`, { metadata });
    pods.forEach((podLabels, index) =>
      this.apply('pods', {
        metadata: {
          namespace,
          name: `${name}-${index}`,
          uid: `${uid}-${index}`,
          labels: podLabels,
          ownerReferences: [{ kind, name, uid, controller: true }],
        },
        status: { phase: 'Running' },
      } as KubernetesObject),
    );
    return this;
  }

  apply(resource: string, object: KubernetesObject): void {
    const target = this.#target(resource);
    target.set(target.read(object));
  }

  remove(resource: string, object: KubernetesObject): void {
    const target = this.#target(resource);
    target.remove(target.read(object));
  }

  snapshot(): InventorySnapshot {
    return this.#store.snapshot();
  }

  #target(resource: string) {
    const kind = WATCHED_KINDS.find(
      candidate => candidate.resource === resource,
    );
    if (!kind) {
      throw new Error(`${resource} are not watched`);
    }
    return kind.target(this.#store, this.#stripper, undefined);
  }
}

/** The clusters as the rest of the plugin sees them. */
export function testClusters(...clusters: TestCluster[]): Clusters {
  const list = clusters.map(
    cluster =>
      ({
        name: cluster.name,
        inventory: {
          cluster: cluster.name,
          ready: async () => {
            if (cluster.problem) {
              throw cluster.problem;
            }
            return cluster.snapshot();
          },
          snapshot: () => (cluster.problem ? undefined : cluster.snapshot()),
          state: () => ({ state: 'ready' }),
        },
      } as unknown as Cluster),
  );
  return {
    list: async () => list,
    get: async name => {
      const found = list.find(cluster => cluster.name === name);
      if (!found) {
        throw new NotFoundError(`There is no cluster ${name}`);
      }
      return found;
    },
    info: async () => [],
    close: () => {},
  };
}
