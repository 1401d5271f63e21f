import { startDemoCluster, type DemoCluster } from '../index';
import { TestClient } from '../__testUtils__/client';

const START = Date.parse('2026-11-21T00:00:00Z');

describe('the objects that the mesh is configured by', () => {
  let cluster: DemoCluster;
  let portal: TestClient;

  beforeAll(async () => {
    cluster = await startDemoCluster({
      world: 'east',
      speed: 0,
      startAt: START,
    });
    portal = new TestClient(cluster, cluster.tokens.portal);
  });

  afterAll(() => cluster.close());

  const get = async (path: string) => {
    const { status, body } = await portal.get(`/apis/${path}`);
    expect(status).toBe(200);
    return JSON.parse(body);
  };

  it('say of a route what it splits, how long it waits and what it tries again', async () => {
    const gateway = 'gateway.networking.k8s.io/v1/namespaces/video/httproutes';
    const split = await get(`${gateway}/search-split`);
    expect(split.spec).toEqual({
      parentRefs: [{ group: '', kind: 'Service', name: 'search', port: 8080 }],
      rules: [
        {
          backendRefs: [
            {
              group: '',
              kind: 'Service',
              name: 'search-stable',
              port: 8080,
              weight: 80,
            },
            {
              group: '',
              kind: 'Service',
              name: 'search-canary',
              port: 8080,
              weight: 20,
            },
          ],
          matches: [{ path: { type: 'PathPrefix', value: '/' } }],
        },
      ],
    });
    const { metadata } = await get(`${gateway}/videos-api`);
    expect(metadata.annotations).toEqual({
      'retry.linkerd.io/http': '503',
      'retry.linkerd.io/limit': '1',
      'timeout.linkerd.io/request': '1500ms',
    });
  });

  it('say of a ServiceProfile which of its routes may be tried again', async () => {
    const { spec } = await get(
      'linkerd.io/v1alpha2/namespaces/video/serviceprofiles/playlists-api.video.svc.cluster.local',
    );
    expect(spec.routes).toContainEqual({
      condition: { method: 'GET', pathRegex: '/playlists/[^/]+' },
      isRetryable: true,
      name: 'GET /playlists/{id}',
    });
    expect(spec.routes).toContainEqual({
      condition: { method: 'GET', pathRegex: '/playlists' },
      name: 'GET /playlists',
    });
  });

  it('lead from an authorization to the route that it opens, and to whom', async () => {
    const authorization = await get(
      'policy.linkerd.io/v1alpha1/namespaces/video/authorizationpolicies/charge-from-web',
    );
    const [{ name }] = authorization.spec.requiredAuthenticationRefs;
    const authentication = await get(
      `policy.linkerd.io/v1alpha1/namespaces/video/meshtlsauthentications/${name}`,
    );
    expect(authentication.spec.identityRefs).toEqual([
      { kind: 'ServiceAccount', namespace: 'video', name: 'videos-web' },
    ]);
    const route = await get(
      `policy.linkerd.io/v1beta3/namespaces/video/httproutes/${authorization.spec.targetRef.name}`,
    );
    expect(route.spec.rules).toEqual([
      {
        matches: [
          { method: 'POST', path: { type: 'Exact', value: '/charge' } },
        ],
      },
    ]);
    const server = await get(
      `policy.linkerd.io/v1beta3/namespaces/video/servers/${route.spec.parentRefs[0].name}`,
    );
    expect(server.spec.podSelector.matchLabels).toEqual({ app: 'payments' });
  });

  it('may be read by the portal, and not by everybody', async () => {
    const path = '/apis/linkerd.io/v1alpha2/serviceprofiles';
    const bob = await new TestClient(cluster, 'demo-bob').get(path);
    expect(bob.status).toBe(403);
    expect(JSON.parse(bob.body).message).toContain(
      'serviceprofiles.linkerd.io is forbidden: User "bob" cannot list resource "serviceprofiles" in API group "linkerd.io"',
    );
  });

  it('can be watched', async () => {
    const abort = new AbortController();
    const response = await portal.fetch(
      '/apis/policy.linkerd.io/v1beta3/servers?watch=1',
      { signal: abort.signal },
    );
    const reader = response
      .body!.pipeThrough(new TextDecoderStream())
      .getReader();
    const seen: string[] = [];
    const read = async (count: number) => {
      let text = '';
      while (seen.length < count) {
        text += (await reader.read()).value ?? '';
        const lines = text.split('\n');
        text = lines.pop() ?? '';
        for (const line of lines) {
          const { type, object } = JSON.parse(line);
          seen.push(`${type} ${object.kind} ${object.metadata.name}`);
        }
      }
    };
    await read(1);
    cluster.store.update('servers', 'video', 'payments-http', draft => {
      draft.spec = { ...(draft.spec as object), accessPolicy: 'audit' };
    });
    await read(seen.length + 1);
    expect(seen).toContain('ADDED Server payments-http');
    expect(seen.at(-1)).toBe('MODIFIED Server payments-http');
    abort.abort();
  });

  it('follow when the calls to a Service are divided anew, and so do the proxies', async () => {
    const own = await startDemoCluster({ world: 'east', speed: 0 });
    try {
      const client = new TestClient(own, own.tokens.portal);
      const weightsOf = async (path: string) => {
        const { body } = await client.get(`/apis/${path}`);
        const { spec } = JSON.parse(body);
        return (spec.dstOverrides ?? spec.rules[0].backendRefs).map(
          ({ weight }: { weight: number | string }) => weight,
        );
      };
      const post = (query: string) =>
        fetch(`${own.url}/demo/weights?${query}`, { method: 'POST' });
      const answer = await post(
        'service=video/search&search-stable=0&search-canary=7',
      );
      expect(answer.status).toBe(200);
      expect(
        await weightsOf(
          'gateway.networking.k8s.io/v1/namespaces/video/httproutes/search-split',
        ),
      ).toEqual([0, 7]);
      own.clock.advance(60_000);
      const leaves = own
        .truth()
        .splits.filter(({ apex }) => apex.name === 'search')
        .flatMap(({ leaves: all }) => all);
      const callsTo = (name: string) =>
        leaves
          .filter(({ service }) => service.name === name)
          .reduce((sum, { generated }) => sum + generated.requests, 0);
      expect(callsTo('search-stable')).toBe(0);
      expect(callsTo('search-canary')).toBeGreaterThan(10);
      for (const wrong of [
        'service=video/videos-web&x=1',
        'service=video/search&other=1',
        'service=video/search&search-stable=-1',
        'service=video/search&search-canary=0',
      ]) {
        expect((await post(wrong)).status).toBe(400);
      }
    } finally {
      await own.close();
    }
  });
});
