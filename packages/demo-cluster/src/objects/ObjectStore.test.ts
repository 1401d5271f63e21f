import { SimulatedClock } from '../clock/SimulatedClock';
import { Random } from '../random/Random';
import { ObjectStore, type StoreEvent } from './ObjectStore';

function newStore(): ObjectStore {
  const clock = new SimulatedClock({ startAt: 0, speed: 0 });
  return new ObjectStore(clock, new Random(1));
}

function put(store: ObjectStore, namespace: string, name: string) {
  return store.create('serviceaccounts', {
    kind: 'ServiceAccount',
    apiVersion: 'v1',
    metadata: { name, namespace },
  });
}

describe('ObjectStore', () => {
  it('gives every change a version of its own, and everybody the same events', () => {
    const store = newStore();
    const seen: StoreEvent[] = [];
    store.subscribe('serviceaccounts', event => seen.push(event));
    const since = store.resourceVersion;
    const { metadata } = put(store, 'a', 'x');
    store.update('serviceaccounts', 'a', 'x', draft => {
      draft.metadata.labels = { l: '1' };
    });
    expect(store.delete('serviceaccounts', 'a', 'x')).toBe(true);
    expect(store.delete('serviceaccounts', 'a', 'x')).toBe(false);
    expect(seen.map(({ type }) => type)).toEqual([
      'ADDED',
      'MODIFIED',
      'DELETED',
    ]);
    expect(seen.map(({ resourceVersion }) => resourceVersion)).toEqual([
      since + 1,
      since + 2,
      since + 3,
    ]);
    expect(store.eventsSince('serviceaccounts', since)).toEqual(seen);
    expect(
      seen.every(({ object }) => object.metadata.uid === metadata.uid),
    ).toBe(true);
    expect(seen[2].previous).toBe(seen[1].object);
  });

  it('never changes what it has handed out', () => {
    const store = newStore();
    const before = put(store, 'a', 'x');
    store.update('serviceaccounts', 'a', 'x', draft => {
      draft.metadata.labels = { l: '1' };
    });
    expect(before.metadata.labels).toBeUndefined();
    expect(store.get('serviceaccounts', 'a', 'x')?.metadata.labels).toEqual({
      l: '1',
    });
  });

  it('lists in the order of etcd', () => {
    const store = newStore();
    for (const [namespace, name] of [
      ['linkerd', 'b'],
      ['video', 'a'],
      ['linkerd-viz', 'c'],
      ['linkerd', 'a'],
    ]) {
      put(store, namespace, name);
    }
    expect(
      store
        .list('serviceaccounts')
        .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    ).toEqual(['linkerd-viz/c', 'linkerd/a', 'linkerd/b', 'video/a']);
  });

  it('forgets the past when it is told to, or when it gets too long', () => {
    const store = newStore();
    const since = store.resourceVersion;
    put(store, 'a', 'x');
    store.compact();
    expect(store.eventsSince('serviceaccounts', since)).toBeUndefined();
    expect(store.eventsSince('serviceaccounts', store.resourceVersion)).toEqual(
      [],
    );
    const later = store.resourceVersion;
    for (let i = 0; i < 4001; i++) {
      store.update('serviceaccounts', 'a', 'x', () => {});
    }
    expect(store.eventsSince('serviceaccounts', later)).toBeUndefined();
  });

  it('refuses a second object of a name, and a change of none', () => {
    const store = newStore();
    put(store, 'a', 'x');
    expect(() => put(store, 'a', 'x')).toThrow('already exists');
    expect(() =>
      store.update('serviceaccounts', 'a', 'nope', () => {}),
    ).toThrow('not found');
  });
});
