import { startDemoCluster, type DemoCluster } from '../index';
import { podOf } from '../__testUtils__/client';
import type { ObservedRequest } from './observed';

jest.setTimeout(60_000);

describe('what the proxies see', () => {
  let cluster: DemoCluster;

  beforeAll(async () => {
    cluster = await startDemoCluster({
      world: 'east',
      speed: 0,
      startAt: Date.parse('2026-11-21T00:00:00Z'),
    });
  });

  afterAll(() => cluster.close());

  function observe(namespace: string, app: string, seconds: number) {
    const seen: ObservedRequest[] = [];
    const stop = cluster.feed.observe(
      podOf(cluster, namespace, app).metadata.uid,
      request => seen.push(request),
    );
    cluster.clock.advance(seconds * 1000);
    stop();
    return seen;
  }

  it('shows both directions, with the labels of both ends', () => {
    const seen = observe('video', 'playlists-api', 20);
    const inbound = seen.find(
      ({ direction, source }) =>
        direction === 'inbound' && source.labels.deployment === 'videos-web',
    );
    expect(inbound?.source.labels).toEqual({
      control_plane_ns: 'linkerd',
      deployment: 'videos-web',
      namespace: 'video',
      pod: expect.stringMatching(/^videos-web-/),
      pod_template_hash: expect.any(String),
      serviceaccount: 'videos-web',
      tls: 'true',
      client_id:
        'videos-web.video.serviceaccount.identity.linkerd.cluster.local',
    });
    expect(inbound?.destination.labels).toMatchObject({
      tls: 'loopback',
      srv_name: 'all-unauthenticated',
      route_group: '',
    });
    expect(inbound?.profileRoute).toMatch(/^GET|POST/);
    const outbound = seen.find(
      ({ direction, destination }) =>
        direction === 'outbound' &&
        destination.labels.deployment === 'videos-api',
    );
    expect(outbound?.source.labels).toMatchObject({
      deployment: 'playlists-api',
      tls: 'loopback',
    });
    expect(outbound?.source.labels).not.toHaveProperty('client_id');
    expect(outbound?.destination.labels).toMatchObject({
      service: 'videos-api',
      tls: 'true',
      zone_locality: expect.stringMatching(/^(local|remote)$/),
    });
  });

  it('knows a caller that is not meshed by its pod, and a host outside by nothing', () => {
    const seen = observe('video', 'playlists-api', 20);
    const legacy = seen.find(
      ({ source }) => source.labels.deployment === 'legacy-client',
    );
    expect(legacy?.source.labels).toMatchObject({ tls: 'no_tls_from_remote' });
    expect(legacy?.source.labels).not.toHaveProperty('control_plane_ns');
    const partner = seen.find(
      ({ authority }) => authority === 'api.partner.example',
    );
    expect(partner?.destination.labels).toEqual({
      tls: 'not_provided_by_service_discovery',
    });
  });

  it('shows the kubelet asking the application, as a node', () => {
    const seen = observe('video', 'playlists-api', 12);
    const probe = seen.find(({ path }) => path === '/healthz');
    expect(probe?.source.labels).toEqual({
      tls: 'no_tls_from_remote',
      node: expect.stringMatching(/^node-/),
    });
    expect(probe?.destination.labels).toMatchObject({ route_name: 'probe' });
  });

  it('shows a refused request to its caller only', () => {
    expect(
      observe('video', 'intruder', 20).every(
        ({ response }) => response?.status === 403 || response?.status === 404,
      ),
    ).toBe(true);
    expect(
      observe('video', 'payments', 20).filter(
        ({ source }) => source.labels.deployment === 'intruder',
      ),
    ).toEqual([]);
  });

  it('keeps the query out of the path and in the pseudo header', () => {
    const [request] = observe('emojivoto', 'web-svc', 20).filter(
      ({ direction, query }) => direction === 'inbound' && query !== '',
    );
    expect(request.path).toBe('/api/vote');
    expect(request.query).toMatch(/^choice=/);
  });

  it('ends a gRPC request with its status, in the order of HTTP/2 headers', () => {
    const seen = observe('emojivoto', 'voting-svc', 120);
    const doughnut = seen.find(({ path }) => path.endsWith('/VoteDoughnut'));
    expect(doughnut?.headers.slice(0, 4).map(([name]) => name)).toEqual([
      ':method',
      ':scheme',
      ':authority',
      ':path',
    ]);
    expect(doughnut?.headers[doughnut.headers.length - 1][0]).toBe(
      'l5d-client-id',
    );
    expect(doughnut?.response?.status).toBe(200);
    // A failure before the first message is told in the head alone.
    expect(doughnut?.response?.headers).toContainEqual(['grpc-status', '2']);
    expect(doughnut?.end).toMatchObject({ grpcStatus: 2, trailers: [] });
    const fine = seen.find(({ path }) => path.endsWith('/VoteJoy'));
    expect(fine?.end).toMatchObject({
      grpcStatus: 0,
      trailers: [
        ['grpc-status', '0'],
        ['grpc-message', 'OK'],
      ],
    });
  });

  it('tells a reset, a cut body, a closed connection and a client that left apart', () => {
    const of = (requests: ObservedRequest[], path: string) =>
      requests.find(item => item.path === path);
    const client = observe('ops', 'flaky-client', 60);
    const server = observe('ops', 'collector', 60);
    // The client left before the head: at both proxies it never ends.
    expect(of(client, '/slow')).not.toHaveProperty('end');
    expect(of(server, '/slow')).not.toHaveProperty('end');
    // The body was cut: it ends like a success.
    expect(of(client, '/reset')?.response?.status).toBe(200);
    expect(of(client, '/reset')?.end).not.toHaveProperty('resetCode');
    // Closed without an answer: 500 at the caller's, no head at its own.
    expect(of(client, '/close')?.response?.status).toBe(500);
    expect(of(server, '/close')).not.toHaveProperty('response');
    expect(of(server, '/close')).toHaveProperty('end');
    const h2 = observe('ops', 'h2-client', 90);
    expect(of(h2, '/refuse')).not.toHaveProperty('response');
    expect(of(h2, '/refuse')?.end?.resetCode).toBe(7);
    expect(of(h2, '/break')).toHaveProperty('response');
    expect(of(h2, '/break')?.end?.resetCode).toBe(2);
  });

  it('tells nothing once nobody listens', () => {
    const seen = observe('video', 'videos-web', 5);
    const count = seen.length;
    expect(count).toBeGreaterThan(0);
    cluster.clock.advance(5000);
    expect(seen).toHaveLength(count);
  });

  it('never tells of a request before it starts', () => {
    const uid = podOf(cluster, 'video', 'videos-web').metadata.uid;
    const late: number[] = [];
    const stop = cluster.feed.observe(uid, request => {
      late.push(cluster.clock.now() - request.startedAt);
    });
    cluster.clock.advance(20_000);
    stop();
    expect(late.length).toBeGreaterThan(20);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...late)).toBeLessThanOrEqual(100);
  });
});
