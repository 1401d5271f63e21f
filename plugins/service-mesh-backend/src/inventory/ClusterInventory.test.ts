import { mockServices } from '@backstage/backend-test-utils';
import { existsSync } from 'fs';
import { join } from 'path';
import {
  ReplayAnswer,
  ReplayRequest,
  ReplayServer,
  answer,
  recorded,
} from '../clusters/__testUtils__/ReplayServer';
import { HttpClusterConnection } from '../clusters';
import { NamespacesConfig } from '../config';
import { ClusterInventory } from './ClusterInventory';

const ALL: NamespacesConfig = { include: [], exclude: [] };

/** A watch that is open and has nothing to say. */
const SILENT_WATCH: ReplayAnswer = {
  bytes:
    'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
  then: 'hang',
};

/** The recorded list of the kind that is asked for. */
function recordedList({ path }: ReplayRequest): ReplayAnswer {
  const file = `list-${path.split('/').pop()}.http`;
  const folder = join(__dirname, '__fixtures__/kubernetes');
  return {
    bytes: recorded(existsSync(join(folder, file)) ? file : `${file}.gz`),
  };
}

describe('ClusterInventory', () => {
  const open: { close(): unknown }[] = [];

  async function start(
    answers: (request: ReplayRequest) => ReplayAnswer,
    namespaces = ALL,
    now?: () => number,
  ) {
    const server = await ReplayServer.start(answers);
    const connection = HttpClusterConnection.create({
      name: 'east',
      url: server.url,
    });
    const inventory = ClusterInventory.create({
      connection,
      namespaces,
      now,
      logger: mockServices.logger.mock(),
    });
    open.push(inventory, connection, server);
    return { server, inventory };
  }

  const replay = (request: ReplayRequest): ReplayAnswer =>
    request.query.has('watch') ? SILENT_WATCH : recordedList(request);

  afterEach(async () => {
    for (const part of open.splice(0)) {
      await part.close();
    }
  });

  it('should not ask anything before it is asked', async () => {
    const { server, inventory } = await start(replay);
    expect(inventory.state()).toEqual({ state: 'idle' });
    expect(inventory.snapshot()).toBeUndefined();
    expect(server.requests).toHaveLength(0);
  });

  it('should find the workloads of the recorded cluster', async () => {
    const { inventory } = await start(replay);
    const snapshot = await inventory.ready();
    expect(inventory.state()).toMatchObject({
      state: 'ready',
      reason: undefined,
    });
    expect(
      snapshot.workloads('video').map(({ ref }) => `${ref.kind}/${ref.name}`),
    ).toEqual([
      'CronJob/report',
      'Deployment/ingress',
      'Deployment/intruder',
      'Deployment/no-tap',
      'Deployment/payments',
      'Deployment/playlists-api',
      'Deployment/quiet',
      'Deployment/videos-api',
      'Deployment/videos-api-v2',
      'Deployment/videos-db',
      'Deployment/videos-web',
      'Job/migrate',
      'Pod/debug-shell',
      'ReplicaSet/encoder',
      'StatefulSet/playlists-db',
    ]);
  });

  it('should know all about a pod', async () => {
    const { inventory } = await start(replay);
    const snapshot = await inventory.ready();
    const [pod] = snapshot.podsOf({
      cluster: 'east',
      namespace: 'video',
      kind: 'Deployment',
      name: 'videos-web',
    });
    expect(pod).toMatchObject({
      namespace: 'video',
      phase: 'Running',
      status: 'Running',
      ready: true,
      restarts: 0,
      errors: [],
      serviceAccount: 'videos-web',
      labels: { app: 'videos-web', 'linkerd.io/control-plane-ns': 'linkerd' },
    });
    expect(pod.containers).toContainEqual(
      expect.objectContaining({
        name: 'linkerd-proxy',
        init: true,
        ready: true,
      }),
    );
    expect(snapshot.podByIp(pod.ip ?? '')).toBe(pod);
    expect(snapshot.pod('video', pod.name)).toBe(pod);
  });

  it('should resolve owners of every kind', async () => {
    const { inventory } = await start(replay);
    const snapshot = await inventory.ready();
    const replicaSet = snapshot
      .podsOf({
        cluster: 'east',
        namespace: 'video',
        kind: 'Deployment',
        name: 'payments',
      })[0]
      .name.replace(/-[^-]+$/, '');
    expect(
      snapshot.resolveOwner('video', 'replicaset', replicaSet),
    ).toMatchObject({ kind: 'Deployment', name: 'payments' });
    expect(
      snapshot.resolveOwner('video', 'ReplicaSet', 'encoder'),
    ).toMatchObject({
      kind: 'ReplicaSet',
      name: 'encoder',
    });
    expect(snapshot.resolveOwner('video', 'Pod', 'debug-shell')).toMatchObject({
      kind: 'Pod',
    });
    expect(
      snapshot.resolveOwner('ops', 'daemonset', 'node-agent'),
    ).toMatchObject({
      kind: 'DaemonSet',
      name: 'node-agent',
    });
    expect(
      snapshot.resolveOwner('video', 'Deployment', 'nope'),
    ).toBeUndefined();
  });

  it('should find Services by their addresses', async () => {
    const { inventory } = await start(replay);
    const snapshot = await inventory.ready();
    const service = snapshot.service('video', 'videos-api');
    expect(service?.ports.length).toBeGreaterThan(0);
    expect(snapshot.serviceByClusterIp(service?.clusterIps[0] ?? '')).toBe(
      service,
    );
  });

  it('should say since when a version runs', async () => {
    const { inventory } = await start(replay);
    const snapshot = await inventory.ready();
    const ref = {
      cluster: 'east',
      namespace: 'video',
      kind: 'Deployment',
      name: 'videos-web',
    };
    expect(snapshot.workload(ref)?.versionSince).toBe(
      snapshot
        .podsOf(ref)
        .map(pod => pod.createdAt)
        .sort()[0],
    );
  });

  it('should leave excluded namespaces out', async () => {
    const { inventory } = await start(replay, {
      include: [],
      exclude: ['video', 'linkerd'],
    });
    const snapshot = await inventory.ready();
    expect(snapshot.pods('video')).toEqual([]);
    expect(snapshot.namespaces().map(({ name }) => name)).not.toContain(
      'video',
    );
    expect(snapshot.pods('voting').length).toBeGreaterThan(0);
  });

  it('should ask for included namespaces one by one', async () => {
    const { server, inventory } = await start(replay, {
      include: ['voting', 'legacy'],
      exclude: ['legacy'],
    });
    const snapshot = await inventory.ready();
    expect(snapshot.namespaces().map(({ name }) => name)).toEqual(['voting']);
    expect(snapshot.pods().every(pod => pod.namespace === 'voting')).toBe(true);
    expect(server.requests.map(({ path }) => path)).toContain(
      '/api/v1/namespaces/voting/pods',
    );
    expect(server.requests.map(({ path }) => path)).not.toContain(
      '/api/v1/pods',
    );
  });

  it('should apply what a recorded watch tells', async () => {
    let begin = () => {};
    const when = new Promise<void>(resolve => {
      begin = resolve;
    });
    const { inventory } = await start(request =>
      request.query.has('watch') && request.path === '/api/v1/pods'
        ? {
            bytes: recorded('watch-pods-bookmarks.http.gz'),
            then: 'hang',
            when,
          }
        : replay(request),
    );
    const before = await inventory.ready();
    expect(before.pod('video', 'report-29920347-45vbr')).toBeUndefined();
    begin();
    const report = {
      cluster: 'east',
      namespace: 'video',
      kind: 'CronJob',
      name: 'report',
    };
    await until(() => {
      const pod = inventory.snapshot()?.pod('video', 'report-29920347-45vbr');
      return pod?.phase === 'Succeeded';
    });
    // Its Job is not in the recorded list of Jobs, which is older: the direct owner is all that is known.
    expect(
      inventory.snapshot()?.pod('video', 'report-29920347-45vbr')?.workload,
    ).toMatchObject({ kind: 'Job', name: 'report-29920347' });
    expect(before.podsOf(report).length).toBeGreaterThan(0);
    expect(before.pod('video', 'report-29920347-45vbr')).toBeUndefined();
  });

  it('should go on without a kind that it may not read, and say what that means', async () => {
    const { inventory } = await start(request =>
      request.path.endsWith('/replicasets')
        ? { bytes: recorded('403-list-all-pods.http') }
        : replay(request),
    );
    const snapshot = await inventory.ready();
    expect(inventory.state()).toMatchObject({
      state: 'ready',
      reason: expect.stringContaining(
        'replicasets can not be read (pods is forbidden',
      ),
    });
    expect(
      snapshot.workloads('video').some(({ ref }) => ref.kind === 'ReplicaSet'),
    ).toBe(true);
  });

  it('should know namespaces by what they hold where it may not list them', async () => {
    const { inventory } = await start(request =>
      request.path.endsWith('/namespaces')
        ? { bytes: recorded('403-list-all-pods.http') }
        : replay(request),
    );
    const snapshot = await inventory.ready();
    expect(snapshot.namespace('video')).toBeDefined();
  });

  it('should be ready beside a namespace that it may not read, and name it', async () => {
    const { inventory } = await start(
      request =>
        request.path.includes('/namespaces/legacy/')
          ? { bytes: recorded('403-list-all-pods.http') }
          : replay(request),
      { include: ['legacy', 'voting'], exclude: [] },
    );
    const snapshot = await inventory.ready();
    expect(snapshot.pods('voting').length).toBeGreaterThan(0);
    expect(inventory.state()).toMatchObject({
      state: 'ready',
      reason: expect.stringMatching(
        /pods of namespace legacy can not be read \(pods is forbidden.*?\), so nothing can be shown/,
      ),
    });
  });

  it('should keep nobody waiting for a server that stays silent', async () => {
    let ahead = 0;
    const { server, inventory } = await start(
      () => ({ bytes: '', then: 'hang' }),
      ALL,
      () => Date.now() + ahead,
    );
    inventory.start();
    await until(() => server.requests.length > 0);
    ahead = 11_000;
    await expect(inventory.ready()).rejects.toThrow(
      'The cluster east is still being read for the first time; try again in a few seconds',
    );
    expect(inventory.state().state).toBe('connecting');
  });

  it('should be unreachable without pods, with the reason', async () => {
    const { inventory } = await start(request =>
      request.path.endsWith('/pods')
        ? { bytes: recorded('403-list-all-pods.http') }
        : replay(request),
    );
    await expect(inventory.ready()).rejects.toThrow(
      'Pods can not be read: pods is forbidden: User "bob" cannot list resource "pods"',
    );
    expect(inventory.state()).toMatchObject({ state: 'unreachable' });
  });

  it('should be unreachable with a token that is not accepted', async () => {
    const { inventory } = await start(() => ({
      bytes: recorded('401-bad-token.http'),
    }));
    await expect(inventory.ready()).rejects.toThrow('Unauthorized');
  });

  it('should heal by itself', async () => {
    let broken = true;
    const { inventory } = await start(request =>
      broken ? { bytes: answer(500, 'not yet') } : replay(request),
    );
    await expect(inventory.ready()).rejects.toThrow('not yet');
    broken = false;
    await until(() => inventory.snapshot() !== undefined);
    expect(inventory.state()).toMatchObject({ state: 'ready' });
  });

  it('should be stale when it is not kept up to date for a while', async () => {
    let ahead = 0;
    const { server, inventory } = await start(
      replay,
      ALL,
      () => Date.now() + ahead,
    );
    await inventory.ready();
    await server.close();
    await until(() => server.connections === 0);
    expect(inventory.state().state).toBe('ready');
    ahead = 60_000;
    await until(() => inventory.state().state === 'stale');
    expect(inventory.state().reason).toContain('are no longer kept up to date');
    expect((await inventory.ready()).pods('video').length).toBeGreaterThan(10);
  });

  it('should end all its requests when it is closed', async () => {
    const { server, inventory } = await start(replay);
    await inventory.ready();
    await until(() => server.hanging > 0);
    inventory.close();
    await until(() => server.hanging === 0);
    expect(inventory.state().state).toBe('unreachable');
  });
});

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > end) {
      throw new Error('The condition did not come true within 5 s');
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
