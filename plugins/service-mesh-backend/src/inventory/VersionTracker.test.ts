import { Feed, object, owner, pod, shop } from './__testUtils__/Feed';
import { KubernetesObject } from './kubernetesObjects';

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

  it('should remember the versions before, by the name that a label of their pods gives them', () => {
    const feed = new Feed();
    const versions = () =>
      feed.snapshot.workload(shop('Deployment', 'web'))?.versions;
    const named = (hash: string, name: string, createdAt: string) =>
      pod(`web-${hash}-${name}`, {
        owner: owner('ReplicaSet', `web-${hash}`),
        labels: {
          'pod-template-hash': hash,
          'app.kubernetes.io/version': `v-${hash}`,
        },
        createdAt: `2026-01-01T${createdAt}:00Z`,
      });
    feed.set('deployments', object('web', revision('1')));
    feed.set('replicasets', set('a', '1'));
    feed.set('pods', named('a', '1', '08:00'));
    const first = { since: '2026-01-01T08:00:00Z', name: 'v-a' };
    expect(versions()).toEqual([first]);

    feed.set('deployments', object('web', revision('2')));
    feed.set('replicasets', set('b', '2'));
    expect(versions()).toEqual([first]);
    feed.set('pods', named('b', '1', '10:00'));
    const second = { since: '2026-01-01T10:00:00Z', name: 'v-b' };
    expect(versions()).toEqual([first, second]);

    feed.set('deployments', object('web', revision('3')));
    feed.set('replicasets', set('a', '3'));
    feed.set('pods', named('a', '2', '11:00'));
    feed.remove('pods', named('b', '1', '10:00'));
    feed.remove('pods', named('a', '1', '08:00'));
    expect(versions()).toEqual([
      first,
      second,
      { since: '2026-01-01T11:00:00Z', name: 'v-a' },
    ]);
  });

  it.each<[string, Record<string, string>, [string, string][], string]>([
    ['a label', { version: 'v7' }, [['web', 'shop/web:1.8.0']], 'v7'],
    [
      'the tag of the image',
      {},
      [
        ['web', 'registry:5000/shop/web:1.8.0@sha256:00'],
        ['linkerd-proxy', 'cr.l5d.io/linkerd/proxy:edge-26.8.3'],
      ],
      '1.8.0',
    ],
    ['its revision', {}, [['web', 'registry:5000/shop/web']], 'revision 4'],
    ['its revision', {}, [['web', 'shop/web:latest']], 'revision 4'],
    [
      'its revision',
      {},
      [
        ['web', 'shop/web:1.8.0'],
        ['cron', 'shop/cron:3'],
      ],
      'revision 4',
    ],
  ])('should call a version by %s', (_, labels, images, expected) => {
    const feed = new Feed();
    feed.set('deployments', object('web', revision('4')));
    feed.set('replicasets', set('a', '4'));
    const first = podOf('a', '1', '08:00');
    feed.set('pods', {
      ...first,
      metadata: {
        ...first.metadata,
        labels: { ...first.metadata?.labels, ...labels },
      },
      spec: {
        ...first.spec,
        containers: images.map(([name, image]) => ({ name, image })),
        initContainers: [{ name: 'migrate', image: 'shop/migrate:12' }],
      },
    } as KubernetesObject);
    const { versions } = feed.snapshot.workload(shop('Deployment', 'web'))!;
    expect(versions!.map(({ name }) => name)).toEqual([expected]);
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
