import type { TapEvent } from '@backstage-mesh/plugin-service-mesh-common';
import { tapRequestKey } from '@backstage-mesh/plugin-service-mesh-common';
import type {
  ClusterIdentity,
  MeshTapRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { startDemoCluster, type DemoCluster } from 'demo-cluster';
import { HttpClusterConnection, tapWorkload } from '../portal/insides';
import { describeWith } from '../programs/describeWith';
import { waitUntil } from '../programs/waitUntil';
import { missingKubernetes } from './binaries';
import { TOKENS } from './ControlPlane';
import { grant } from './rights';
import { TapExtension } from './TapExtension';
import { useRealCluster } from './useRealCluster';

jest.setTimeout(180_000);

const SERVICE_ACCOUNT: ClusterIdentity = { type: 'service-account' };

describeWith(missingKubernetes(), 'taps behind a real API server', () => {
  const real = useRealCluster('tap');
  let demo: DemoCluster;
  let extension: TapExtension;

  beforeAll(async () => {
    demo = await startDemoCluster({ world: 'east' });
    real.closeAfterSuite(() => demo.close());
    extension = await TapExtension.install(real, demo);
    real.closeAfterSuite(() => extension.close());
    const { replicaSet } = await real.workloads.deployment('video', 'unmeshed');
    await real.workloads.pod('video', 'unmeshed-1', {
      owner: replicaSet,
      isMeshed: false,
    });
    await grant(real.api, {
      name: 'portal-tap',
      to: { kind: 'User', name: TOKENS.portal.user },
      rules: [
        {
          apiGroups: ['tap.linkerd.io'],
          resources: ['deployments/tap', 'pods/tap', 'tap'],
          verbs: ['watch'],
        },
        { apiGroups: [''], resources: ['users'], verbs: ['impersonate'] },
      ],
    });
    await grant(real.api, {
      name: 'alice-tap',
      namespace: 'video',
      to: { kind: 'User', name: TOKENS.alice.user },
      rules: [
        {
          apiGroups: ['tap.linkerd.io'],
          resources: ['deployments/tap'],
          verbs: ['watch'],
        },
      ],
    });
  });

  afterEach(() => {
    extension?.server.faults.set(undefined);
  });

  interface Options {
    token?: string;
    kind?: string;
    name?: string;
    identity?: ClusterIdentity;
    filter?: Pick<MeshTapRequest, 'to' | 'method' | 'path'>;
    maxRps?: number;
  }

  function open(options: Options) {
    const { token = TOKENS.portal.token, kind = 'Deployment' } = options;
    const connection = HttpClusterConnection.create({
      name: 'real',
      url: real.controlPlane.url,
      caData: real.controlPlane.ca,
      token: async () => token,
    });
    const controller = new AbortController();
    real.closeAfterTest(() => {
      controller.abort();
      connection.close();
    });
    const events = tapWorkload(connection, {
      target: {
        cluster: 'real',
        namespace: 'video',
        kind,
        name: options.name ?? 'videos-web',
      },
      ...options.filter,
      maxRps: options.maxRps ?? 100,
      identity: options.identity ?? SERVICE_ACCOUNT,
      signal: controller.signal,
    });
    return { events, abort: () => controller.abort() };
  }

  /** The first events of a tap. */
  async function take(count: number, options: Options = {}) {
    const found: TapEvent[] = [];
    for await (const event of open(options).events) {
      found.push(event);
      if (found.length >= count) {
        break;
      }
    }
    return found;
  }

  it('shows the requests of a Deployment with their headers', async () => {
    const started = Date.now();
    const events = await take(60);
    const first = events[0].receivedAt - started;
    expect(first).toBeLessThan(3_000);

    const ended = events.filter(({ event }) => event.responseEnd);
    expect(ended.length).toBeGreaterThan(0);
    for (const end of ended) {
      const key = tapRequestKey(end);
      const [init] = events.filter(
        ({ event, ...rest }) =>
          event.requestInit && tapRequestKey({ event, ...rest }) === key,
      );
      expect(init?.event.requestInit?.headers).toContainEqual(
        expect.objectContaining({ name: 'x-request-id' }),
      );
    }
    expect(new Set(events.map(event => event.proxyDirection))).toEqual(
      new Set(['INBOUND', 'OUTBOUND']),
    );
  });

  it('passes filters on to the proxies', async () => {
    const events = await take(12, {
      filter: {
        to: { namespace: 'video', kind: 'Deployment', name: 'playlists-api' },
        method: 'GET',
      },
    });
    for (const { proxyDirection, destinationMeta } of events) {
      expect(proxyDirection).toBe('OUTBOUND');
      expect(destinationMeta.labels.deployment).toBe('playlists-api');
    }
  });

  it('ends at the tap server as soon as nobody looks on', async () => {
    const { events, abort } = open({});
    await events.next();
    expect(extension.server.faults.openStreams).toBe(1);
    abort();
    await waitUntil(
      'the tap to end',
      () => extension.server.faults.openStreams === 0,
      { withinMs: 1_000, everyMs: 20 },
    );
  });

  it('ends at the tap server when it is given up before the first event', async () => {
    extension.server.faults.set({ kind: 'silent' });
    const { events, abort } = open({});
    const first = events.next();
    first.catch(() => {});
    await waitUntil(
      'the tap to begin',
      () => extension.server.faults.openStreams === 1,
    );
    abort();
    await expect(first).rejects.toThrow();
    await waitUntil(
      'the tap to end',
      () => extension.server.faults.openStreams === 0,
      { withinMs: 1_000, everyMs: 20 },
    );
  });

  it.each<[string, Options, RegExp]>([
    [
      'a token that nobody has',
      { token: 'wrong' },
      /does not accept the credentials/,
    ],
    [
      'a token without the right',
      { token: TOKENS.nobody.token },
      /User "nobody" cannot watch resource "deployments\/tap"/,
    ],
    [
      'a right for another kind only',
      { token: TOKENS.alice.token, kind: 'Pod', name: 'any' },
      /User "alice" cannot watch resource "pods\/tap"/,
    ],
    [
      'somebody on whose behalf it is asked',
      { identity: { type: 'impersonate', user: 'bob', groups: [] } },
      /User "bob" cannot watch resource "deployments\/tap"/,
    ],
    [
      'a right that the API server sees and the tap server does not',
      { kind: 'Namespace', name: 'video' },
      /not authorized to access namespaces\.tap\.linkerd\.io/,
    ],
  ])('is refused for %s', async (_, options, message) => {
    await expect(take(1, options)).rejects.toMatchObject({
      reason: 'refused',
      message: expect.stringMatching(message),
    });
  });

  it('is allowed on behalf of somebody who may', async () => {
    const identity: ClusterIdentity = {
      type: 'impersonate',
      user: TOKENS.alice.user,
      groups: [],
    };
    expect(await take(1, { identity })).toHaveLength(1);
  });

  it.each<[string, string, string]>([
    ['a Deployment that is not there', 'nosuch', 'not-found'],
    ['a Deployment without proxies', 'unmeshed', 'not-tappable'],
    ['a Deployment that does not want it', 'no-tap', 'not-tappable'],
  ])('says why it can not tap %s', async (_, name, reason) => {
    await expect(take(1, { name })).rejects.toMatchObject({ reason });
  });

  it('tells a stream that is cut from one that ends', async () => {
    extension.server.faults.set({
      kind: 'cut',
      afterFrames: 4,
      midFrame: true,
    });
    const seen: TapEvent[] = [];
    const reading = (async () => {
      for await (const event of open({}).events) {
        seen.push(event);
      }
    })();
    await expect(reading).rejects.toMatchObject({ reason: 'cut' });
    expect(seen).toHaveLength(4);
  });

  it('does not believe a frame that claims to be huge', async () => {
    extension.server.faults.set({ kind: 'oversize', afterFrames: 1 });
    await expect(take(100)).rejects.toMatchObject({ reason: 'protocol' });
  });

  it('says that viz is not installed, or that it does not answer', async () => {
    const ca = await real.controlPlane.certificates.caPem();
    await extension.unregister();
    await waitUntil(
      'the group to be gone',
      async () =>
        (await real.api.send('GET', '/apis/tap.linkerd.io/v1alpha1')).status ===
        404,
    );
    await expect(take(1)).rejects.toMatchObject({
      reason: 'unavailable',
      message: expect.stringMatching(/install the Linkerd viz extension/),
    });

    await extension.register(ca);
    expect(await take(1)).toHaveLength(1);

    await extension.close();
    await expect(take(1)).rejects.toMatchObject({
      reason: 'unavailable',
      message: expect.stringMatching(/does not answer/),
    });
  });
});
