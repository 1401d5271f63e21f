import { randomUuid, type Random } from '../random/Random';
import { timestamp, type Clock } from '../clock/Clock';
import type { KubernetesObject, NewObject } from './KubernetesObject';
import {
  apiVersionOf,
  resourceNames,
  resources,
  type ResourceName,
} from './resources';

export interface StoreEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resourceVersion: number;
  object: KubernetesObject;
  /** As it was before, where it was. */
  previous?: KubernetesObject;
}

type Listener = (event: StoreEvent) => void;

interface Shelf {
  /** By namespace, then by name. What has no namespace is under the empty one. */
  objects: Map<string, Map<string, KubernetesObject>>;
  events: StoreEvent[];
  listeners: Set<Listener>;
  /** Events up to this version are forgotten. */
  compactedAt: number;
}

/** So many events of a resource are remembered before the oldest are forgotten. */
const REMEMBERED_EVENTS = 4000;

/**
 * The cluster's objects with one version counter, as etcd keeps them. Objects are replaced, never changed: whoever holds one may keep it.
 */
export class ObjectStore {
  private readonly shelves = new Map<ResourceName, Shelf>();
  private version = 1000;

  constructor(private readonly clock: Clock, private readonly random: Random) {
    for (const name of resourceNames) {
      this.shelves.set(name, {
        objects: new Map(),
        events: [],
        listeners: new Set(),
        compactedAt: this.version,
      });
    }
  }

  get resourceVersion(): number {
    return this.version;
  }

  /** Versions up to this one can no longer be watched from. */
  compactedAt(resource: ResourceName): number {
    return this.shelf(resource).compactedAt;
  }

  get<T extends KubernetesObject = KubernetesObject>(
    resource: ResourceName,
    namespace: string | undefined,
    name: string,
  ): T | undefined {
    return this.shelf(resource)
      .objects.get(namespace ?? '')
      ?.get(name) as T | undefined;
  }

  /** In the order of namespace and name, as etcd keeps its keys. */
  list<T extends KubernetesObject = KubernetesObject>(
    resource: ResourceName,
    namespace?: string,
  ): T[] {
    const { objects } = this.shelf(resource);
    const namespaces =
      namespace === undefined ? sortedNamespaces(objects) : [namespace];
    return namespaces.flatMap(key => {
      const inNamespace = objects.get(key) ?? new Map();
      return sortedKeys(inNamespace).map(name => inNamespace.get(name) as T);
    });
  }

  /** @throws Error where an object of that name is there already. */
  create<T extends KubernetesObject = KubernetesObject>(
    resource: ResourceName,
    object: NewObject<T>,
  ): T {
    const shelf = this.shelf(resource);
    const { namespace, name } = object.metadata;
    const place = placeOf(shelf, namespace);
    if (place.has(name)) {
      throw new Error(`${resources[resource].plural} "${name}" already exists`);
    }
    const type = resources[resource];
    const stored = {
      ...object,
      kind: type.kind,
      apiVersion: apiVersionOf(type),
      metadata: {
        ...object.metadata,
        uid: object.metadata.uid ?? randomUuid(this.random),
        resourceVersion: this.nextVersion(),
        creationTimestamp:
          object.metadata.creationTimestamp ?? timestamp(this.clock.now()),
      },
    } as unknown as T;
    place.set(name, stored);
    this.publish(shelf, { type: 'ADDED', object: stored });
    return stored;
  }

  /**
   * Hands a copy to `change` and stores what comes out of it.
   *
   * @throws Error where there is no such object.
   */
  update<T extends KubernetesObject = KubernetesObject>(
    resource: ResourceName,
    namespace: string | undefined,
    name: string,
    change: (draft: T) => void,
  ): T {
    const shelf = this.shelf(resource);
    const place = placeOf(shelf, namespace);
    const previous = place.get(name);
    if (!previous) {
      throw new Error(`${resources[resource].plural} "${name}" not found`);
    }
    const draft = structuredClone(previous) as T;
    change(draft);
    draft.metadata.resourceVersion = this.nextVersion();
    place.set(name, draft);
    this.publish(shelf, { type: 'MODIFIED', object: draft, previous });
    return draft;
  }

  /** Returns whether there was something to delete. */
  delete(
    resource: ResourceName,
    namespace: string | undefined,
    name: string,
  ): boolean {
    const shelf = this.shelf(resource);
    const place = placeOf(shelf, namespace);
    const previous = place.get(name);
    if (!previous) {
      return false;
    }
    place.delete(name);
    const object = {
      ...previous,
      metadata: {
        ...previous.metadata,
        resourceVersion: this.nextVersion(),
      },
    };
    this.publish(shelf, { type: 'DELETED', object, previous });
    return true;
  }

  /** What happened after a version. Undefined where that is no longer known. */
  eventsSince(
    resource: ResourceName,
    resourceVersion: number,
  ): StoreEvent[] | undefined {
    const shelf = this.shelf(resource);
    if (resourceVersion < shelf.compactedAt) {
      return undefined;
    }
    return shelf.events.filter(
      event => event.resourceVersion > resourceVersion,
    );
  }

  subscribe(resource: ResourceName, listener: Listener): () => void {
    const { listeners } = this.shelf(resource);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Forgets the past: lists and watches that want to go on from an older version get 410. */
  compact(): void {
    for (const shelf of this.shelves.values()) {
      shelf.events.length = 0;
      shelf.compactedAt = this.version;
    }
  }

  private shelf(resource: ResourceName): Shelf {
    const shelf = this.shelves.get(resource);
    if (!shelf) {
      throw new Error(`no such resource: ${resource}`);
    }
    return shelf;
  }

  private nextVersion(): string {
    this.version += 1;
    return String(this.version);
  }

  private publish(
    shelf: Shelf,
    event: Omit<StoreEvent, 'resourceVersion'>,
  ): void {
    const full: StoreEvent = {
      ...event,
      resourceVersion: Number(event.object.metadata.resourceVersion),
    };
    shelf.events.push(full);
    if (shelf.events.length > REMEMBERED_EVENTS) {
      const dropped = shelf.events.splice(0, REMEMBERED_EVENTS / 2);
      shelf.compactedAt = dropped[dropped.length - 1].resourceVersion;
    }
    for (const listener of [...shelf.listeners]) {
      listener(full);
    }
  }
}

function placeOf(
  shelf: Shelf,
  namespace: string | undefined,
): Map<string, KubernetesObject> {
  const key = namespace ?? '';
  let place = shelf.objects.get(key);
  if (!place) {
    place = new Map();
    shelf.objects.set(key, place);
  }
  return place;
}

/** etcd's keys go on with a slash: `linkerd-viz/…` comes before `linkerd/…`. */
function sortedNamespaces(map: Map<string, unknown>): string[] {
  return [...map.keys()].sort((a, b) => (`${a}/` < `${b}/` ? -1 : 1));
}

function sortedKeys(map: Map<string, unknown>): string[] {
  return [...map.keys()].sort();
}
