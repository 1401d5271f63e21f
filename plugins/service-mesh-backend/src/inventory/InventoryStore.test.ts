import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import fc from 'fast-check';
import { InventoryStore } from './InventoryStore';
import { WATCHED_KINDS } from './kinds';
import { KubernetesObject, KubernetesPod } from './kubernetesObjects';
import { ObjectStripper } from './ObjectStripper';

const HOUR = 3600_000;

interface Owner {
  kind: string;
  name: string;
  uid: string;
}

/** A store that is fed as reflectors feed it, with a clock that is moved by hand. */
class Feed {
  now = Date.parse('2026-01-01T12:00:00Z');
  readonly store = new InventoryStore({
    cluster: 'east',
    namespaces: { include: [], exclude: ['kube-system'] },
    now: () => this.now,
    stopwatch: () => 0,
  });
  readonly #targets = new Map(
    WATCHED_KINDS.map(kind => [
      kind.resource,
      kind.target(this.store, new ObjectStripper('east'), undefined),
    ]),
  );

  #target(resource: string) {
    const target = this.#targets.get(resource);
    if (!target) {
      throw new Error(resource);
    }
    return target;
  }

  set(resource: string, state: KubernetesPod) {
    const target = this.#target(resource);
    target.set(target.read(state));
  }

  remove(resource: string, state: KubernetesObject) {
    const target = this.#target(resource);
    target.remove(target.read(state));
  }

  replace(resource: string, ...states: KubernetesObject[]) {
    const target = this.#target(resource);
    target.replace(states.map(state => target.read(state)));
  }

  get snapshot() {
    return this.store.snapshot();
  }

  /** `pod → kind/name` of all living pods, and the workloads with how many pods they have. */
  get facts() {
    const { snapshot } = this;
    return {
      pods: snapshot
        .pods()
        .map(({ namespace, name, uid, workload }) =>
          [namespace, name, uid, workload.kind, workload.name].join(' '),
        )
        .sort(),
      workloads: snapshot
        .workloads()
        .filter(({ deletedAt }) => deletedAt === undefined)
        .map(
          ({ ref, uid }) =>
            `${ref.namespace} ${ref.kind} ${ref.name} ${uid} ${
              snapshot.podsOf(ref).length
            }`,
        )
        .sort(),
    };
  }
}

function object(
  name: string,
  options: {
    uid?: string;
    owner?: Owner;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    createdAt?: string;
    namespace?: string;
  } = {},
): KubernetesObject {
  return {
    metadata: {
      name,
      namespace: options.namespace ?? 'shop',
      uid: options.uid ?? `uid-${name}`,
      creationTimestamp: options.createdAt ?? '2026-01-01T00:00:00Z',
      labels: options.labels,
      annotations: options.annotations,
      ownerReferences: options.owner && [
        { ...options.owner, controller: true },
      ],
    },
  };
}

function pod(
  name: string,
  options: Parameters<typeof object>[1] & { ip?: string; phase?: string } = {},
): KubernetesPod {
  return {
    ...object(name, options),
    spec: { containers: [{ name: 'app', image: 'app:1' }] },
    status: { phase: options.phase ?? 'Running', podIP: options.ip },
  };
}

const owner = (kind: string, name: string, uid = `uid-${name}`): Owner => ({
  kind,
  name,
  uid,
});

const shop = (kind: string, name: string): WorkloadRef => ({
  cluster: 'east',
  namespace: 'shop',
  kind,
  name,
});

describe('InventoryStore', () => {
  const web = object('web');
  const webSet = object('web-abc', { owner: owner('Deployment', 'web') });
  const webPod = pod('web-abc-1', { owner: owner('ReplicaSet', 'web-abc') });

  it('should resolve a pod that came before its ReplicaSet', () => {
    const feed = new Feed();
    feed.set('pods', webPod);
    expect(feed.snapshot.pods()[0].workload).toEqual(
      shop('ReplicaSet', 'web-abc'),
    );
    feed.set('replicasets', webSet);
    expect(feed.snapshot.pods()[0].workload).toEqual(shop('Deployment', 'web'));
    expect(
      feed.snapshot.workload(shop('ReplicaSet', 'web-abc')),
    ).toBeUndefined();
    feed.set('deployments', web);
    expect(feed.snapshot.podsOf(shop('Deployment', 'web'))).toHaveLength(1);
  });

  it('should not lose a pod whose ReplicaSet was deleted first', () => {
    const feed = new Feed();
    feed.set('deployments', web);
    feed.set('replicasets', webSet);
    feed.set('pods', webPod);
    feed.remove('replicasets', webSet);
    expect(feed.snapshot.pods()[0].workload).toEqual(shop('Deployment', 'web'));
    feed.remove('pods', webPod);
    expect(feed.snapshot.pods()).toEqual([]);
    expect(feed.snapshot.podsOf(shop('Deployment', 'web'))).toEqual([]);
    expect(
      feed.snapshot.podsOf(shop('Deployment', 'web'), { deleted: true }),
    ).toMatchObject([{ name: 'web-abc-1', deletedAt: feed.now }]);
    expect(feed.snapshot.resolveOwner('shop', 'ReplicaSet', 'web-abc')).toEqual(
      shop('Deployment', 'web'),
    );
  });

  it('should tell objects of the same name apart by their uid', () => {
    const feed = new Feed();
    feed.set('deployments', web);
    feed.set('replicasets', webSet);
    feed.set('pods', webPod);
    // Deleted and created again, under another owner, and nobody saw the deletion.
    feed.set('replicasets', object('web-abc', { uid: 'second' }));
    feed.set(
      'pods',
      pod('web-abc-1', {
        uid: 'pod-2',
        owner: owner('ReplicaSet', 'web-abc', 'second'),
      }),
    );
    expect(feed.snapshot.pod('shop', 'web-abc-1')).toMatchObject({
      uid: 'pod-2',
      workload: shop('ReplicaSet', 'web-abc'),
    });
    expect(
      feed.snapshot.podsOf(shop('Deployment', 'web'), { deleted: true }),
    ).toMatchObject([{ uid: 'uid-web-abc-1' }]);
    // The late news of the first one's end does not touch the second.
    feed.remove('pods', webPod);
    expect(feed.snapshot.pods()).toHaveLength(1);
  });

  it('should fold runs into a CronJob, and leave other Jobs alone', () => {
    const feed = new Feed();
    feed.set('pods', pod('report-1-x', { owner: owner('Job', 'report-1') }));
    feed.set('pods', pod('migrate-x', { owner: owner('Job', 'migrate') }));
    feed.set('jobs', object('report-1', { owner: owner('CronJob', 'report') }));
    feed.set('jobs', object('migrate'));
    feed.set('cronjobs', object('report'));
    expect(feed.snapshot.workloads('shop').map(({ ref }) => ref)).toEqual([
      shop('CronJob', 'report'),
      shop('Job', 'migrate'),
    ]);
    feed.remove('jobs', object('report-1'));
    feed.remove('pods', pod('report-1-x', {}));
    expect(
      feed.snapshot.podsOf(shop('CronJob', 'report'), { deleted: true }),
    ).toHaveLength(1);
  });

  it('should follow a chain to an owner of a kind that it does not watch', () => {
    const feed = new Feed();
    feed.set(
      'replicasets',
      object('canary-1', { owner: owner('Rollout', 'canary') }),
    );
    feed.set(
      'pods',
      pod('canary-1-x', { owner: owner('ReplicaSet', 'canary-1') }),
    );
    feed.set(
      'pods',
      pod('kafka-0', { owner: owner('StrimziPodSet', 'kafka') }),
    );
    expect(feed.snapshot.workloads('shop').map(({ ref }) => ref)).toEqual([
      shop('Rollout', 'canary'),
      shop('StrimziPodSet', 'kafka'),
    ]);
    expect(feed.snapshot.podsOf(shop('Rollout', 'canary'))).toHaveLength(1);
    expect(feed.snapshot.resolveOwner('shop', 'rollout', 'canary')).toEqual(
      shop('Rollout', 'canary'),
    );
  });

  it('should end a chain at a Deployment, whoever made that', () => {
    const feed = new Feed();
    feed.set(
      'deployments',
      object('web', { owner: owner('App', 'everything') }),
    );
    feed.set('replicasets', webSet);
    feed.set('pods', webPod);
    expect(feed.snapshot.pods()[0].workload).toEqual(shop('Deployment', 'web'));
  });

  it('should take static pods and pods without an owner for themselves', () => {
    const feed = new Feed();
    feed.set('pods', pod('shell', { labels: { app: 'shell' } }));
    feed.set('pods', pod('etcd-a', { owner: owner('Node', 'a') }));
    expect(feed.snapshot.workloads('shop')).toMatchObject([
      { ref: shop('Pod', 'etcd-a'), uid: 'uid-etcd-a' },
      { ref: shop('Pod', 'shell'), labels: { app: 'shell' } },
    ]);
  });

  it('should survive owners that own each other', () => {
    const feed = new Feed();
    feed.set('jobs', object('a', { owner: owner('Job', 'b') }));
    feed.set('jobs', object('b', { owner: owner('Job', 'a') }));
    feed.set('pods', pod('p', { owner: owner('Job', 'a') }));
    expect(feed.snapshot.pods()[0].workload.kind).toBe('Job');
  });

  it('should see what happened while nobody watched', () => {
    const feed = new Feed();
    feed.set('deployments', web);
    feed.set('replicasets', webSet);
    feed.set('pods', webPod);
    feed.now += HOUR;
    feed.replace(
      'pods',
      pod('web-def-1', { owner: owner('ReplicaSet', 'web-def') }),
    );
    feed.replace(
      'replicasets',
      object('web-def', { owner: owner('Deployment', 'web') }),
    );
    feed.replace('deployments', web);
    expect(feed.snapshot.podsOf(shop('Deployment', 'web'))).toMatchObject([
      { name: 'web-def-1' },
    ]);
    expect(feed.snapshot.pod('shop', 'web-abc-1')).toMatchObject({
      deletedAt: feed.now,
      workload: shop('Deployment', 'web'),
    });
    feed.replace('pods');
    feed.replace('deployments');
    expect(feed.snapshot.pods()).toEqual([]);
    expect(feed.snapshot.workload(shop('Deployment', 'web'))).toMatchObject({
      deletedAt: feed.now,
    });
  });

  it('should forget what was deleted before the longest window, and then its owners', () => {
    const feed = new Feed();
    feed.set('deployments', web);
    feed.set('replicasets', webSet);
    feed.set('pods', webPod);
    feed.remove('replicasets', webSet);
    feed.remove('deployments', web);
    feed.now += 5 * HOUR;
    feed.remove('pods', webPod);
    feed.now += 5 * HOUR;
    feed.store.forget();
    expect(feed.snapshot.pod('shop', 'web-abc-1')?.workload).toEqual(
      shop('Deployment', 'web'),
    );
    feed.now += 2 * HOUR;
    feed.store.forget();
    feed.store.forget();
    feed.store.forget();
    expect(feed.snapshot.pod('shop', 'web-abc-1')).toBeUndefined();
    expect(feed.snapshot.workloads('shop')).toEqual([]);
    expect(
      feed.snapshot.resolveOwner('shop', 'ReplicaSet', 'web-abc'),
    ).toBeUndefined();
  });

  it('should forget the oldest of very many', () => {
    const feed = new Feed();
    for (let index = 0; index < 20_100; index++) {
      const short = pod(`p-${index}`);
      feed.set('pods', short);
      feed.now += 1;
      feed.remove('pods', short);
    }
    feed.store.forget();
    expect(feed.snapshot.pod('shop', 'p-0')).toBeUndefined();
    expect(feed.snapshot.pod('shop', 'p-20099')).toBeDefined();
  });

  it('should know namespaces that exist and are wanted', () => {
    const feed = new Feed();
    feed.set('pods', pod('x', { namespace: 'kube-system' }));
    feed.replace('namespaces', object('shop'), object('kube-system'));
    expect(feed.snapshot.namespaces().map(({ name }) => name)).toEqual([
      'shop',
    ]);
    expect(feed.snapshot.pods()).toEqual([]);
    feed.remove('namespaces', object('shop'));
    expect(feed.snapshot.namespaces()).toEqual([]);
  });

  it('should find living pods by their addresses only', () => {
    const feed = new Feed();
    feed.set('pods', pod('old', { ip: '10.0.0.1', phase: 'Succeeded' }));
    feed.set('pods', pod('new', { ip: '10.0.0.1' }));
    feed.set('pods', {
      ...pod('agent', { ip: '192.168.0.1' }),
      spec: { hostNetwork: true },
    });
    expect(feed.snapshot.podByIp('10.0.0.1')?.name).toBe('new');
    expect(feed.snapshot.podByIp('192.168.0.1')).toBeUndefined();
    feed.remove('pods', pod('new'));
    expect(feed.snapshot.podByIp('10.0.0.1')).toBeUndefined();
  });

  it('should never change a snapshot that somebody holds', () => {
    const feed = new Feed();
    feed.set('pods', webPod);
    const before = feed.snapshot;
    const [podBefore] = before.pods();
    feed.set('replicasets', webSet);
    feed.set(
      'pods',
      pod('web-abc-2', { owner: owner('ReplicaSet', 'web-abc') }),
    );
    expect(before.pods()).toEqual([podBefore]);
    expect(podBefore.workload).toEqual(shop('ReplicaSet', 'web-abc'));
    expect(feed.snapshot.pods()).toHaveLength(2);
  });

  it('should share what did not change between snapshots', () => {
    const feed = new Feed();
    feed.set('pods', pod('a', { namespace: 'one' }));
    feed.set('pods', pod('b', { namespace: 'two' }));
    const before = feed.snapshot;
    expect(feed.snapshot).toBe(before);
    feed.set('pods', pod('c', { namespace: 'two' }));
    const after = feed.snapshot;
    expect(after.pods('one')).toBe(before.pods('one'));
    expect(after.pods('two')).not.toBe(before.pods('two'));
    expect(after.pod('two', 'b')).toBe(before.pod('two', 'b'));
  });

  it('should build snapshots no more often than building allows', () => {
    let time = 0;
    const store = new InventoryStore({
      cluster: 'east',
      namespaces: { include: [], exclude: [] },
      stopwatch: () => {
        time += 10;
        return time;
      },
    });
    const target = WATCHED_KINDS[1].target(
      store,
      new ObjectStripper('east'),
      undefined,
    );
    const first = store.snapshot();
    target.set(target.read(pod('a')));
    expect(store.snapshot()).toBe(first);
    time += 1000;
    expect(store.snapshot().pods()).toHaveLength(1);
  });

  describe('the time of the current version', () => {
    const revision = (number: string) => ({
      annotations: { 'deployment.kubernetes.io/revision': number },
    });
    const set = (hash: string, number: string) =>
      object(`web-${hash}`, {
        owner: owner('Deployment', 'web'),
        labels: { 'pod-template-hash': hash },
        ...revision(number),
      });
    const podOf = (hash: string, name: string, createdAt: string) =>
      pod(`web-${hash}-${name}`, {
        owner: owner('ReplicaSet', `web-${hash}`),
        labels: { 'pod-template-hash': hash },
        createdAt: `2026-01-01T${createdAt}:00Z`,
      });
    const since = (feed: Feed) =>
      feed.snapshot.workload(shop('Deployment', 'web'))?.versionSince;

    it('should be that of the first pod of the revision, not of its ReplicaSet', () => {
      const feed = new Feed();
      feed.set('deployments', object('web', revision('1')));
      feed.set('replicasets', set('a', '1'));
      expect(since(feed)).toBeUndefined();
      feed.set('pods', podOf('a', '1', '08:00'));
      feed.set('pods', podOf('a', '2', '09:00'));
      expect(since(feed)).toBe('2026-01-01T08:00:00Z');
      // A pod that is replaced does not make a version new.
      feed.remove('pods', podOf('a', '1', '08:00'));
      expect(since(feed)).toBe('2026-01-01T08:00:00Z');
    });

    it('should begin anew with a rollout, and with a rollback to an old ReplicaSet', () => {
      const feed = new Feed();
      feed.set('deployments', object('web', revision('1')));
      feed.set('replicasets', set('a', '1'));
      feed.set('pods', podOf('a', '1', '08:00'));
      expect(since(feed)).toBe('2026-01-01T08:00:00Z');

      feed.set('deployments', object('web', revision('2')));
      feed.set('replicasets', set('b', '2'));
      expect(since(feed)).toBeUndefined();
      feed.set('pods', podOf('b', '1', '10:00'));
      feed.remove('pods', podOf('a', '1', '08:00'));
      expect(since(feed)).toBe('2026-01-01T10:00:00Z');

      feed.set('deployments', object('web', revision('3')));
      feed.set('replicasets', set('a', '3'));
      feed.set('pods', podOf('a', '2', '11:00'));
      feed.remove('pods', podOf('b', '1', '10:00'));
      expect(since(feed)).toBe('2026-01-01T11:00:00Z');
    });

    it('should see a rollout and its rollback that happened while nobody watched', () => {
      const feed = new Feed();
      feed.set('deployments', object('web', revision('1')));
      feed.set('replicasets', set('a', '1'));
      feed.set('pods', podOf('a', '1', '08:00'));
      expect(since(feed)).toBe('2026-01-01T08:00:00Z');
      feed.replace('deployments', object('web', revision('3')));
      feed.replace('replicasets', set('a', '3'), set('b', '2'));
      feed.replace('pods', podOf('a', '2', '11:00'));
      expect(since(feed)).toBe('2026-01-01T11:00:00Z');
    });

    it('should come from the pods alone where the owner is not watched', () => {
      const feed = new Feed();
      feed.set('replicasets', object('c-1', { owner: owner('Rollout', 'c') }));
      feed.set('replicasets', object('c-2', { owner: owner('Rollout', 'c') }));
      feed.set(
        'pods',
        pod('c-1-x', {
          owner: owner('ReplicaSet', 'c-1'),
          labels: { 'rollouts-pod-template-hash': '1' },
          createdAt: '2026-01-01T01:00:00Z',
        }),
      );
      feed.set(
        'pods',
        pod('c-2-x', {
          owner: owner('ReplicaSet', 'c-2'),
          labels: { 'rollouts-pod-template-hash': '2' },
          createdAt: '2026-01-01T02:00:00Z',
        }),
      );
      expect(feed.snapshot.workload(shop('Rollout', 'c'))?.versionSince).toBe(
        '2026-01-01T02:00:00Z',
      );
    });

    it('should follow the revision that a StatefulSet moves to', () => {
      const feed = new Feed();
      feed.set('statefulsets', {
        ...object('db'),
        status: { updateRevision: 'db-new' },
      } as KubernetesObject);
      feed.set(
        'pods',
        pod('db-1', {
          owner: owner('StatefulSet', 'db'),
          labels: { 'controller-revision-hash': 'db-new' },
          createdAt: '2026-01-01T05:00:00Z',
        }),
      );
      feed.set(
        'pods',
        pod('db-0', {
          owner: owner('StatefulSet', 'db'),
          labels: { 'controller-revision-hash': 'db-old' },
          createdAt: '2026-01-01T06:00:00Z',
        }),
      );
      expect(
        feed.snapshot.workload(shop('StatefulSet', 'db'))?.versionSince,
      ).toBe('2026-01-01T05:00:00Z');
    });
  });

  describe('whatever the order of events', () => {
    /** The life of one object: every state it has, and then its end or not. */
    interface Life {
      resource: string;
      states: KubernetesObject[];
      ends: boolean;
    }

    const OWNERS: [string, string, Owner | undefined][] = [
      ['deployments', 'Deployment', undefined],
      ['replicasets', 'ReplicaSet', owner('Deployment', 'deployments-0')],
      ['replicasets', 'ReplicaSet', owner('Rollout', 'canary')],
      ['replicasets', 'ReplicaSet', undefined],
      ['statefulsets', 'StatefulSet', undefined],
      ['daemonsets', 'DaemonSet', undefined],
      ['cronjobs', 'CronJob', undefined],
      ['jobs', 'Job', owner('CronJob', 'cronjobs-6')],
      ['jobs', 'Job', undefined],
    ];

    const ownerLife = (index: number) =>
      fc
        .record({ ends: fc.boolean(), restarts: fc.boolean() })
        .map(({ ends, restarts }): Life => {
          const [resource, , above] = OWNERS[index];
          const name = `${resource}-${index}`;
          const state = object(name, { owner: above });
          return {
            resource,
            states: restarts
              ? [object(name, { uid: 'before', owner: above }), state]
              : [state, state],
            ends,
          };
        });

    const podLife = (index: number) =>
      fc
        .record({
          ownerIndex: fc.integer({ min: -1, max: OWNERS.length - 1 }),
          ends: fc.boolean(),
        })
        .map(({ ownerIndex, ends }): Life => {
          const above =
            ownerIndex < 0
              ? undefined
              : owner(
                  OWNERS[ownerIndex][1],
                  `${OWNERS[ownerIndex][0]}-${ownerIndex}`,
                );
          const phase = (name: string) =>
            pod(`pod-${index}`, { owner: above, phase: name });
          return {
            resource: 'pods',
            states: [phase('Pending'), phase('Running')],
            ends,
          };
        });

    const lives = fc.tuple(
      ...OWNERS.map((_, index) => ownerLife(index)),
      ...Array.from({ length: 8 }, (_, index) => podLife(index)),
    );

    it('should come to the same living pods and workloads', () => {
      fc.assert(
        fc.property(
          lives,
          fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
          fc.boolean(),
          (all, order, looksOften) => {
            const feed = new Feed();
            const pending = all.map(({ resource, states, ends }) => [
              ...states.map(state => () => feed.set(resource, state)),
              ...(ends
                ? [() => feed.remove(resource, states[states.length - 1])]
                : []),
            ]);
            for (
              let turn = 0;
              pending.some(steps => steps.length > 0);
              turn++
            ) {
              const open = pending.filter(steps => steps.length > 0);
              open[order[turn % order.length] % open.length].shift()?.();
              if (looksOften) {
                feed.store.snapshot();
              }
            }

            // All last states first, then all ends.
            const direct = new Feed();
            for (const { resource, states } of all) {
              direct.set(resource, states[states.length - 1]);
            }
            for (const { resource, states, ends } of all) {
              if (ends) {
                direct.remove(resource, states[states.length - 1]);
              }
            }
            expect(feed.facts).toEqual(direct.facts);
          },
        ),
        { numRuns: 200 },
      );
    });

    it('should come to the same by a list as by events', () => {
      fc.assert(
        fc.property(lives, all => {
          const feed = new Feed();
          const resources = [...new Set(all.map(({ resource }) => resource))];
          for (const { resource, states } of all) {
            feed.set(resource, states[0]);
          }
          for (const resource of resources) {
            feed.replace(
              resource,
              ...all
                .filter(life => life.resource === resource && !life.ends)
                .map(({ states }) => states[states.length - 1]),
            );
          }
          const names = all
            .filter(({ resource, ends }) => resource === 'pods' && !ends)
            .map(({ states }) => states[0].metadata?.name);
          expect(
            feed.snapshot
              .pods()
              .map(({ name }) => name)
              .sort(),
          ).toEqual(names.sort());
        }),
      );
    });
  });
});
