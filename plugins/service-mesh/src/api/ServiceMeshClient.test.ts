import { ResponseError } from '@backstage/errors';
import type { TapHandlers } from './ServiceMeshApi';
import { ServiceMeshClient } from './ServiceMeshClient';

const ENTITY = 'component:default/playlists-api';
const TARGET = {
  cluster: 'arn:aws:eks/east',
  namespace: 'video',
  kind: 'Deployment',
  name: 'playlists-api',
};

function clientFor(answer: () => Response) {
  const asked: string[] = [];
  const client = new ServiceMeshClient({
    discoveryApi: { getBaseUrl: async id => `http://portal/api/${id}` },
    fetchApi: {
      fetch: async input => {
        asked.push(String(input));
        return answer();
      },
    },
  });
  return { client, asked };
}

function json(body: unknown, status = 200) {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  });
}

function events(text: string, type = 'text/event-stream') {
  return new Response(text, { headers: { 'content-type': type } });
}

function recorder() {
  const calls: unknown[][] = [];
  const handlers: TapHandlers = {
    onOpen: open => calls.push(['open', open]),
    onEvents: all => calls.push(['events', all]),
    onDropped: dropped => calls.push(['dropped', dropped]),
    onEnd: end => calls.push(['end', end]),
  };
  return { calls, handlers };
}

describe('ServiceMeshClient', () => {
  it.each([
    [
      'clusters',
      (client: ServiceMeshClient) => client.getClusters(),
      '/clusters',
    ],
    [
      'the graph of clusters',
      (client: ServiceMeshClient) =>
        client.getMeshTopology({ window: '5m', clusters: ['east', 'we&st'] }),
      '/topology?window=5m&cluster=east&cluster=we%26st',
    ],
    [
      'the graph around a workload',
      (client: ServiceMeshClient) =>
        client.getWorkloadTopology(TARGET, { window: '5m', depth: 2 }),
      '/clusters/arn%3Aaws%3Aeks%2Feast/namespaces/video/workloads/Deployment/playlists-api/topology?window=5m&depth=2',
    ],
    [
      'two moments of an entity',
      (client: ServiceMeshClient) =>
        client.getComparison(
          { entityRef: ENTITY, depth: 1 },
          { window: '5m', before: '2026-01-02T03:04:05Z' },
        ),
      '/entities/component/default/playlists-api/comparison?depth=1&window=5m&before=2026-01-02T03%3A04%3A05Z',
    ],
    [
      'the last hour of the mesh',
      (client: ServiceMeshClient) =>
        client.getTimeline({ namespaces: ['video'] }, {}),
      '/timeline?namespace=video',
    ],
    [
      'all dependencies',
      (client: ServiceMeshClient) => client.getDependencies(),
      '/dependencies',
    ],
    [
      'how many dependencies there are',
      (client: ServiceMeshClient) =>
        client.getDependencies(undefined, { limit: 0 }),
      '/dependencies?limit=0',
    ],
    [
      'the dependencies of an entity',
      (client: ServiceMeshClient) =>
        client.getDependencies(ENTITY, {
          state: 'unseen',
          query: 'a b',
          order: 'age',
          end: 'source',
          limit: 8,
          cursor: 'x',
        }),
      '/entities/component/default/playlists-api/dependencies?state=unseen&q=a+b&order=age&end=source&limit=8&cursor=x',
    ],
    [
      'gateways',
      (client: ServiceMeshClient) => client.getGateways(),
      '/gateways',
    ],
    [
      'workloads',
      (client: ServiceMeshClient) => client.getWorkloads(ENTITY),
      '/entities/component/default/playlists-api/workloads',
    ],
    [
      'topology',
      (client: ServiceMeshClient) =>
        client.getTopology(ENTITY, { window: '5m', depth: 2 }),
      '/entities/component/default/playlists-api/topology?window=5m&depth=2',
    ],
    [
      'stats',
      (client: ServiceMeshClient) => client.getStats(ENTITY, { window: '1h' }),
      '/entities/component/default/playlists-api/stats?window=1h',
    ],
    [
      'stats of the past',
      (client: ServiceMeshClient) =>
        client.getStats(ENTITY, {
          window: '600s',
          end: '2026-03-01T11:00:00.000Z',
        }),
      '/entities/component/default/playlists-api/stats?window=600s&end=2026-03-01T11%3A00%3A00.000Z',
    ],
    [
      'history',
      (client: ServiceMeshClient) =>
        client.getHistory(ENTITY, { window: '5m' }),
      '/entities/component/default/playlists-api/history?window=5m',
    ],
    [
      'rules',
      (client: ServiceMeshClient) => client.getRules(ENTITY, { window: '5m' }),
      '/entities/component/default/playlists-api/rules?window=5m',
    ],
    [
      'explanations',
      (client: ServiceMeshClient) =>
        client.getExplanation(ENTITY, { window: '5m' }),
      '/entities/component/default/playlists-api/explain?window=5m',
    ],
    [
      'a pod',
      (client: ServiceMeshClient) =>
        client.getPod(ENTITY, TARGET, 'api-6d5c/../x', { window: '5m' }),
      '/entities/component/default/playlists-api/pods/api-6d5c%2F..%2Fx?window=5m&cluster=arn%3Aaws%3Aeks%2Feast&namespace=video',
    ],
  ])('asks for %s', async (_, ask, path) => {
    const { client, asked } = clientFor(() => json({ some: 'answer' }));
    await expect(ask(client)).resolves.toEqual({ some: 'answer' });
    expect(asked).toEqual([`http://portal/api/service-mesh${path}`]);
  });

  it('throws what the backend refuses with', async () => {
    const { client } = clientFor(() =>
      json(
        { error: { name: 'NotAllowedError', message: 'no' }, response: {} },
        403,
      ),
    );
    const failed = client.getStats(ENTITY, { window: '1m' });
    await expect(failed).rejects.toBeInstanceOf(ResponseError);
    await expect(failed).rejects.toMatchObject({
      body: { error: { message: 'no' } },
    });
  });

  describe('tap', () => {
    const tap = (client: ServiceMeshClient, handlers: TapHandlers) =>
      client.tap(
        ENTITY,
        TARGET,
        { method: 'GET', path: '/a b', to_resource_name: undefined },
        handlers,
        new AbortController().signal,
      );

    it('names the target and the filter in the address', async () => {
      const { client, asked } = clientFor(() => events(''));
      await tap(client, recorder().handlers);
      const url = new URL(asked[0]);
      expect(url.pathname).toBe(
        '/api/service-mesh/entities/component/default/playlists-api/tap',
      );
      expect(Object.fromEntries(url.searchParams)).toEqual({
        cluster: 'arn:aws:eks/east',
        namespace: 'video',
        resource_type: 'deployment',
        resource_name: 'playlists-api',
        method: 'GET',
        path: '/a b',
      });
    });

    it('hands on each kind of message, and passes over heartbeats', async () => {
      const { client } = clientFor(() =>
        events(
          [
            'event: open\ndata: {"pods":["a"]}',
            ': ping',
            'event: tap\ndata: {"n":1}',
            'event: tap\ndata: [{"n":2},{"n":3}]',
            'event: later\ndata: {"x":1}',
            'event: dropped\ndata: {"count":3}',
            'event: end\ndata: {"reason":"expired"}',
            '',
          ].join('\n\n'),
        ),
      );
      const { calls, handlers } = recorder();
      await tap(client, handlers);
      expect(calls).toEqual([
        ['open', { pods: ['a'] }],
        ['events', [{ n: 1 }]],
        ['events', [{ n: 2 }, { n: 3 }]],
        ['dropped', { count: 3 }],
        ['end', { reason: 'expired' }],
      ]);
    });

    it('fails once, and does not try again by itself', async () => {
      const { client, asked } = clientFor(() =>
        json({ error: { name: 'NotAllowedError', message: 'no' } }, 403),
      );
      await expect(tap(client, recorder().handlers)).rejects.toBeInstanceOf(
        ResponseError,
      );
      expect(asked).toHaveLength(1);
    });

    it('refuses an answer that is no stream', async () => {
      const { client } = clientFor(() => events('<html>', 'text/html'));
      await expect(tap(client, recorder().handlers)).rejects.toThrow(
        /answered with "text\/html"/,
      );
    });
  });
});
