import { Feed, object, owner, pod, shop } from './__testUtils__/Feed';
import { InventoryStore } from './InventoryStore';
import { WATCHED_KINDS } from './kinds';
import { ObjectStripper } from './ObjectStripper';

const HOUR = 3600_000;

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
});
