import { TestBackend } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { DemoCluster, startDemoCluster } from 'demo-cluster';
import { CountingProxy } from '../../switches/__testUtils__/CountingProxy';
import { EventStream, openEventStream } from '../__testUtils__/eventStream';
import {
  as,
  clustersConfig,
  PLATFORM,
  startPortal,
  VIDEO,
} from '../__testUtils__/portal';

const LOGIN = 'example.com/kubernetes-user';

function user(name: string, login: string, groups: string[] = []): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, annotations: { [LOGIN]: login } },
    spec: {},
    relations: groups.map(group => ({
      type: 'memberOf',
      targetRef: `group:default/${group}`,
    })),
  };
}

jest.setTimeout(60_000);

describe('taps as the signed-in user', () => {
  let demo: DemoCluster;
  let proxy: CountingProxy;
  let portal: TestBackend;
  const streams: EventStream[] = [];
  const platform = user('platform', 'bob', ['tappers']);

  beforeAll(async () => {
    demo = await startDemoCluster({ world: 'east' });
    proxy = await CountingProxy.start(demo.url);
    const tap = {
      identity: 'user',
      impersonation: { user: `{annotation:${LOGIN}}` },
    };
    const groups = [{ name: 'video-tappers', memberOf: 'tappers' }];
    portal = await startPortal(
      {
        kubernetes: clustersConfig([
          { name: 'east', url: proxy.url, token: demo.tokens.portal },
          { name: 'groups', url: proxy.url, token: demo.tokens.portal },
          { name: 'poor', url: proxy.url, token: demo.tokens.noTap },
        ]),
        serviceMesh: {
          tap: { recheckInterval: '1s' },
          clusters: [
            { name: 'east', tap },
            {
              name: 'groups',
              tap: { ...tap, impersonation: { ...tap.impersonation, groups } },
            },
            { name: 'poor', tap },
          ],
        },
      },
      [user('video', 'alice'), platform],
    );
  });

  afterEach(() => {
    streams.splice(0).forEach(stream => stream.close());
  });

  afterAll(async () => {
    await portal?.stop();
    proxy?.close();
    await demo?.close();
  });

  async function open(
    who: string,
    { cluster = 'east', namespace = 'video', name = 'videos-web' } = {},
  ): Promise<EventStream> {
    const stream = await openEventStream(
      `http://127.0.0.1:${portal.server.port()}/api/service-mesh/clusters/${cluster}/namespaces/${namespace}/tap?resource_type=deployment&resource_name=${name}`,
      { Authorization: as(who) },
    );
    streams.push(stream);
    return stream;
  }

  async function refusal(stream: EventStream): Promise<[number, string]> {
    await stream.ended;
    return [stream.status, JSON.parse(stream.text()).error.message];
  }

  /** As whom the tap API was asked. */
  const tappers = () =>
    proxy.requests.flatMap((path, i) =>
      path.includes('tap.linkerd.io/v1alpha1/watch') ? [proxy.actors[i]] : [],
    );

  it('should show what Kubernetes lets the viewer see, as the viewer', async () => {
    const stream = await open(VIDEO);
    await stream.waitFor(({ type }) => type === 'tap');
    expect(tappers()).toEqual(['alice']);
  });

  it('should let nobody see through the rights of another, though the tap is open', async () => {
    const stream = await open(VIDEO);
    await stream.waitFor(({ type }) => type === 'tap');
    expect(await refusal(await open(PLATFORM))).toEqual([
      403,
      'Kubernetes does not let you tap this: the user "bob" lacks the verb watch on deployments/tap (tap.linkerd.io) in the namespace video of the cluster east',
    ]);
    expect(tappers()).not.toContain('bob');
  });

  it('should put viewers into the groups that are configured, and share a tap only with the same identity', async () => {
    const before = tappers().length;
    const bob = await open(PLATFORM, { cluster: 'groups' });
    await bob.waitFor(({ type }) => type === 'tap');
    const alice = await open(VIDEO, { cluster: 'groups' });
    await alice.waitFor(({ type }) => type === 'tap');
    expect(tappers().slice(before)).toEqual(['bob video-tappers', 'alice']);
  });

  it('should end when the catalog no longer says that the viewer is in the group', async () => {
    const stream = await open(PLATFORM, { cluster: 'groups' });
    await stream.waitFor(({ type }) => type === 'tap');
    const { relations } = platform;
    platform.relations = [];
    try {
      const { data } = await stream.waitFor(
        ({ type }) => type === 'end',
        4_000,
      );
      expect(data).toMatchObject({ reason: 'no-longer-allowed', retry: false });
    } finally {
      platform.relations = relations;
    }
  });

  it('should say that the account may not ask about others, and not which account', async () => {
    const [status, message] = await refusal(
      await open(VIDEO, { cluster: 'poor' }),
    );
    expect(status).toBe(503);
    expect(message).toContain(
      'may not create subjectaccessreviews (authorization.k8s.io) in the cluster poor',
    );
    expect(message).not.toContain('system:serviceaccount');
  });

  it.each([401, 409, 500])(
    'should not take the refusal of the portal for one of the viewer: %d',
    async code => {
      const heal = demo.faults.add(({ resource }) =>
        resource === 'subjectaccessreviews'
          ? { kind: 'status', code, message: 'of 10.0.0.1' }
          : undefined,
      );
      try {
        const [status, message] = await refusal(await open(VIDEO));
        expect(status).toBe(503);
        expect(message).toMatch(/cluster east gave no answer .* Try again/);
        expect(message).not.toMatch(/10\.0\.0\.1|serviceaccount/);
      } finally {
        heal();
      }
    },
  );

  it('should not be opened by a user whom the catalog does not know', async () => {
    const { annotations } = platform.metadata;
    platform.metadata.annotations = {};
    try {
      const [status, message] = await refusal(await open(PLATFORM));
      expect(status).toBe(403);
      expect(message).toContain(`has no annotation:${LOGIN}`);
    } finally {
      platform.metadata.annotations = annotations;
    }
  });
});
