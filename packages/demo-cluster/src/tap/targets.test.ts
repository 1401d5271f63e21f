import { pause, type TapOptions } from './__testUtils__/TapSession';
import { idsOf, WebCluster } from './__testUtils__/WebCluster';

let cluster: WebCluster;

beforeEach(async () => {
  cluster = await WebCluster.start();
});

afterEach(() => cluster.close());

describe('the targets', () => {
  const tapped = async (options: Partial<TapOptions>) => {
    const session = await cluster.tap(options);
    const found = ['web-1', 'web-2', 'db-1', 'tap-0'].filter(
      pod => cluster.feed.watchers(pod) > 0,
    );
    session.close();
    await session.until(() => cluster.faults.openStreams === 0);
    return found;
  };

  it.each<[string, Partial<TapOptions>, string[]]>([
    ['a deployment', {}, ['web-1', 'web-2']],
    ['a pod', { type: 'pod', name: 'web-2' }, ['web-2']],
    ['a ReplicaSet', { type: 'replicaset', name: 'db-1' }, ['db-1']],
    ['a Service', { type: 'service', name: 'web' }, ['web-1', 'web-2']],
    ['a namespace', { type: 'namespace' }, ['web-1', 'web-2', 'db-1']],
    ['all deployments', { name: '' }, ['web-1', 'web-2', 'db-1']],
    [
      'deployments by label',
      { name: '', labelSelector: 'team=data' },
      ['db-1'],
    ],
    ['all pods', { type: 'pod', name: '' }, ['web-1', 'web-2', 'db-1']],
  ])('are the pods of %s', async (_, options, pods) => {
    expect(await tapped(options)).toEqual(pods);
  });

  it('are the pods of a CronJob that runs', async () => {
    const uid = cluster.object('cronjobs', 'video', 'report');
    const job = cluster.object('jobs', 'video', 'report-1', {
      owner: { kind: 'CronJob', uid },
    });
    cluster.pod('video', 'report-1-done', {
      phase: 'Succeeded',
      owner: { kind: 'Job', uid: job },
    });
    const failed = await cluster.tap({ type: 'cronjob', name: 'report' });
    expect(failed.answer.body.toString('utf8', 6)).toBe(
      'no pods to tap for type="cronjob" name="report"\n',
    );
    cluster.pod('video', 'web-3', { owner: { kind: 'Job', uid: job } });
    await cluster.tap({ type: 'cronjob', name: 'report' });
    expect(cluster.feed.watchers('web-3')).toBe(1);
    expect(cluster.feed.watchers('report-1-done')).toBe(0);
  });

  it('are settled at the start: what comes later is not tapped, what goes is not missed', async () => {
    const session = await cluster.tap({ name: 'db' });
    cluster.store.delete('pods', 'video', 'db-1');
    const [replicaSet] = cluster.store
      .list('replicasets', 'video')
      .filter(({ metadata }) => metadata.name === 'db-1');
    cluster.pod('video', 'db-2', {
      owner: { kind: 'ReplicaSet', uid: replicaSet.metadata.uid },
    });
    cluster.feed.request('db-2');
    cluster.clock.advance(60_000);
    await pause(50);
    expect(session.bytes).toHaveLength(0);
    expect(session.isClosed).toBe(false);
  });

  it.each(['unreachable', 'hangs'] as const)(
    'stay silent without a word where a pod %s',
    async how => {
      cluster.reachability.set('web-1', how);
      const session = await cluster.tap();
      cluster.feed.request('web-1');
      cluster.feed.request('web-2');
      await session.until(() => session.events.length > 0);
      await pause(50);
      expect(idsOf(session)).toEqual(['web-2 0/0']);
    },
  );

  it('stay silent where they have not started yet', async () => {
    cluster.deployment('video', 'late', ['late-1'], { phase: 'Pending' });
    const session = await cluster.tap({ name: 'late' });
    cluster.feed.request('late-1');
    await pause(50);
    expect(session.bytes).toHaveLength(0);
  });
});
