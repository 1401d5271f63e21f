import { NamespaceStore } from './NamespaceStore';
import { InventoryStore } from './InventoryStore';
import { KubernetesObject } from './kubernetesObjects';
import { requireShape } from './objectShape';
import { ObjectStripper } from './ObjectStripper';
import { OwnerKind, OwnerRecord } from './records';
import { ReflectorTarget } from './Reflector';

/**
 * A kind of object that is watched.
 */
export interface WatchedKind {
  /** As the API server calls it in paths and messages. */
  resource: string;
  /** `/api/v1`, or the path of a group. */
  api: string;
  namespaced: boolean;
  /** What is missing where this kind may not be read. */
  without: string;
  /** Where objects of this kind go; `scope` is the one namespace that is listed. */
  target(
    store: InventoryStore,
    stripper: ObjectStripper,
    scope: string | undefined,
  ): ReflectorTarget<unknown>;
}

/**
 * All kinds of the inventory.
 */
export const WATCHED_KINDS: readonly WatchedKind[] = [
  {
    resource: 'namespaces',
    api: '/api/v1',
    namespaced: false,
    without: 'labels and annotations of namespaces are unknown',
    target: (store, stripper) =>
      checked({
        read: object => stripper.namespace(object),
        replace: namespaces => store.replaceNamespaces(namespaces),
        set: namespace => store.setNamespace(namespace),
        remove: namespace => store.removeNamespace(namespace.name),
      }),
  },
  {
    resource: 'pods',
    api: '/api/v1',
    namespaced: true,
    without: 'nothing can be shown',
    target: (store, stripper, scope) => {
      const pods = (namespace: NamespaceStore) => namespace.pods;
      return checked({
        read: object => stripper.pod(object),
        replace: objects => store.replace(objects, pods, scope),
        set: pod => store.set(pod, pods),
        remove: pod => store.remove(pod, pods),
      });
    },
  },
  {
    resource: 'services',
    api: '/api/v1',
    namespaced: true,
    without: 'calls to Services without endpoints can not be named',
    target: (store, stripper, scope) => {
      const services = (namespace: NamespaceStore) => namespace.services;
      return checked({
        read: object => stripper.service(object),
        replace: objects => store.replace(objects, services, scope),
        set: service => store.set(service, services),
        remove: service => store.remove(service, services),
      });
    },
  },
  owners('apps', 'deployments', 'Deployment'),
  owners('apps', 'replicasets', 'ReplicaSet'),
  owners('apps', 'statefulsets', 'StatefulSet'),
  owners('apps', 'daemonsets', 'DaemonSet'),
  owners('batch', 'jobs', 'Job'),
  owners('batch', 'cronjobs', 'CronJob'),
];

/**
 * The path of a kind's collection, in one namespace or in all.
 */
export function collectionPath(
  kind: Pick<WatchedKind, 'api' | 'resource' | 'namespaced'>,
  namespace: string | undefined,
): string {
  return namespace !== undefined && kind.namespaced
    ? `${kind.api}/namespaces/${encodeURIComponent(namespace)}/${kind.resource}`
    : `${kind.api}/${kind.resource}`;
}

function owners(
  group: 'apps' | 'batch',
  resource: string,
  kind: OwnerKind,
): WatchedKind {
  const ownersOf = (namespace: NamespaceStore) => namespace.owners[kind];
  return {
    resource,
    api: `/apis/${group}/v1`,
    namespaced: true,
    without: `pods that belong to ${resource} may be shown under another owner`,
    target: (store, stripper, scope) =>
      checked<OwnerRecord>({
        read: object => stripper.owner(kind, object),
        replace: objects => store.replace(objects, ownersOf, scope),
        set: owner => store.set(owner, ownersOf),
        remove: owner => store.remove(owner, ownersOf),
      }),
  };
}

/**
 * Passes over objects that can not be read, so that one broken object does not stop a kind.
 */
function checked<T>(target: {
  read(object: KubernetesObject): T;
  replace(objects: readonly T[]): void;
  set(object: T): void;
  remove(object: T): void;
}): ReflectorTarget<unknown> {
  // One target only ever gets back what its own `read` returned.
  const typed: ReflectorTarget<T> = {
    ...target,
    read: object => {
      try {
        return target.read(requireShape(object));
      } catch {
        return undefined;
      }
    },
  };
  return typed as ReflectorTarget<unknown>;
}
