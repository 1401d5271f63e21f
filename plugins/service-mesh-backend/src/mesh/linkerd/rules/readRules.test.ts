import {
  MetricsSource,
  RouteTraffic,
} from '@backstage-mesh/plugin-service-mesh-node';
import { latencyQuantiles } from '@backstage-mesh/plugin-service-mesh-common';
import {
  readAnswer,
  readJson,
} from '../../../metrics/__testUtils__/recordedMesh';
import { seriesSource } from '../../../metrics/__testUtils__/seriesSource';
import {
  meshWith,
  recordedObjects,
  recordedRulesPrometheus,
} from './__testUtils__/recordedRules';
import {
  expectClose,
  perSecond,
  routeOf,
  SCOPE,
  useRecordedRules,
  WINDOW_SECONDS,
} from './__testUtils__/rulesOfRecording';

const recorded = useRecordedRules();

describe('rules of the recorded mesh', () => {
  it('should have the latency of routes', () => {
    const [truth] = readJson<{ latencyMsP50: number; latencyMsP95: number }[]>(
      'viz-cli/stat-outbound_videos-web.json',
    );
    const { latency } = routeOf(recorded.fromProxies, {
      workload: 'videos-web',
      direction: 'outbound',
      route: 'videos-split',
      service: 'videos-api',
    });
    const { p50, p95 } = latencyQuantiles(latency!);
    expectClose(p50!, truth.latencyMsP50, 0.5);
    expectClose(p95!, truth.latencyMsP95, 0.5);
    expect([...latency!.keys()]).toEqual([50, 500, 1000, 10000, Infinity]);
  });

  it('should tell retries, which explain what was sent beyond what was got', () => {
    const { http, actual, retries } = routeOf(recorded.fromProxies, {
      workload: 'videos-web',
      direction: 'outbound',
      route: 'GET /playlists/{id}',
      service: 'playlists-api',
    });
    expect(retries).toBeGreaterThan(0);
    expect(actual!.requests! - http.requests!).toBe(retries);
  });

  it('should count on the default route what no ServiceProfile sorts', () => {
    const sorted = ['GET /playlists', 'GET /playlists/{id}', 'POST /playlists']
      .map(route =>
        routeOf(recorded.fromProxies, {
          workload: 'playlists-api',
          direction: 'inbound',
          route,
        }),
      )
      .reduce((sum, { http }) => sum + http.successes + http.failures, 0);
    const rest = routeOf(recorded.fromProxies, {
      workload: 'playlists-api',
      direction: 'inbound',
      route: 'default',
    });
    // The one caller without a proxy.
    expectClose(perSecond(recorded.fromProxies, rest.http), 0.4, 0.3);
    expect(sorted).toBeGreaterThan(200);
  });

  it('should divide for the callee what all its callers sent', () => {
    const callers = recorded.fromProxies.splits
      .filter(({ leaf }) => leaf.name === 'videos-api-v2')
      .map(({ source }) => source?.name);
    expect(callers.sort()).toEqual(['debug-shell', 'migrate', 'videos-web']);
  });

  it('should find the callers of a leaf that is asked about alone', async () => {
    const { splits } = await meshWith(recorded.snapshot, recordedObjects).rules(
      {
        metrics: recorded.proxies,
        snapshot: recorded.snapshot,
        windowSeconds: WINDOW_SECONDS,
        parts: ['splits'],
        scope: {
          workloads: recorded.snapshot
            .workloads('video')
            .map(({ ref }) => ref)
            .filter(({ name }) => name === 'videos-api-v2'),
        },
      },
    );
    expect(new Set(splits.map(({ source }) => source?.name))).toEqual(
      new Set(['debug-shell', 'migrate', 'videos-web']),
    );
  });

  it('should refuse a path that no route takes, too', () => {
    const [row] = recorded.fromProxies.denials.filter(
      ({ reason }) => reason === 'no-route',
    );
    expect(row.clients.map(({ name }) => name)).toEqual(['intruder']);
    expectClose(row.denied / WINDOW_SECONDS, 0.2);
  });

  it('should name an authentication that was not read by its name alone', () => {
    const [rule] = recorded.fromProxies.policies.filter(
      ({ authorization }) => authorization?.name === 'charge-from-web',
    );
    expect(rule.admits?.map(({ words }) => words)).toEqual([
      'MeshTLSAuthentication web-only',
    ]);
  });

  it('should have ServerAuthorizations beside AuthorizationPolicies', async () => {
    const { policies } = await meshWith(recorded.snapshot, path =>
      path.endsWith('/serverauthorizations')
        ? {
            status: 200,
            body: JSON.stringify({
              items: [
                {
                  metadata: { namespace: 'video', name: 'payments-clients' },
                  spec: {
                    server: { name: 'payments-http' },
                    client: {
                      meshTLS: { serviceAccounts: [{ name: 'videos-web' }] },
                    },
                  },
                },
              ],
            }),
          }
        : recordedObjects(path),
    ).rules({
      metrics: recorded.proxies,
      snapshot: recorded.snapshot,
      windowSeconds: WINDOW_SECONDS,
      scope: SCOPE,
    });
    const rules = policies.filter(
      ({ server }) => server.name === 'payments-http',
    );
    expect(
      rules.find(({ authorization }) =>
        authorization?.kind.startsWith('Server'),
      ),
    ).toMatchObject({
      workload: { name: 'payments' },
      server: { namespace: 'video', port: 8080 },
      authorization: {
        kind: 'ServerAuthorization',
        namespace: 'video',
        name: 'payments-clients',
      },
      admits: [
        {
          words: 'ServiceAccount videos-web in video',
          names: { workloads: [{ kind: 'Deployment', name: 'videos-web' }] },
        },
      ],
      allowed: 0,
    });
    expect(
      rules.filter(
        ({ authorization }) => authorization?.kind === 'AuthorizationPolicy',
      ),
    ).toHaveLength(2);
  });

  it('should tell which calls ran into the time limit of a ServiceProfile', async () => {
    const [{ name: pod }] = recorded.snapshot.podsOf(
      recorded.snapshot
        .workloads('video')
        .find(({ ref }) => ref.name === 'videos-web')!.ref,
    );
    const answered = (labels: Record<string, string>, value: number) => ({
      metric: 'route_response_total',
      labels: {
        namespace: 'video',
        pod,
        direction: 'outbound',
        dst: 'playlists-api.video.svc.cluster.local:8080',
        rt_route: 'GET /playlists',
        ...labels,
      },
      value,
    });
    const { routes } = await meshWith(recorded.snapshot, recordedObjects).rules(
      {
        metrics: seriesSource([
          answered({ classification: 'success', status_code: '200' }, 90),
          answered({ classification: 'failure', status_code: '503' }, 6),
          answered({ classification: 'failure', error: 'timeout' }, 4),
        ]),
        snapshot: recorded.snapshot,
        windowSeconds: 60,
        scope: SCOPE,
      },
    );
    const [row] = routes.filter(({ http }) => http.successes > 0);
    expect(row).toMatchObject({
      route: { kind: 'ServiceProfile', name: 'GET /playlists' },
      http: { successes: 90, failures: 10 },
      timeouts: 4,
    });
  });

  it('should count connections where nothing but TCP is spoken', () => {
    const [rule] = recorded.fromProxies.policies.filter(
      ({ workload }) => workload.name === 'playlists-db',
    );
    expect(rule).toMatchObject({
      server: { name: 'all-unauthenticated', port: 6379 },
      admits: [{ words: 'everybody' }],
    });
    expect(rule.allowed).toBeGreaterThan(0);
  });

  it('should have the same numbers, and a warning that opens the rest, where no object may be read', async () => {
    const { body } = readAnswer('kubernetes/ssar-pods-list-denied.http');
    const rules = await meshWith(recorded.snapshot, () => ({
      status: 403,
      body,
    })).rules({
      metrics: recorded.proxies,
      snapshot: recorded.snapshot,
      windowSeconds: WINDOW_SECONDS,
      scope: SCOPE,
    });
    const numbers = ({
      timeoutMs,
      retryable,
      route,
      ...row
    }: RouteTraffic) => ({
      ...row,
      route: route.name,
    });
    const isUsed = ({ http }: RouteTraffic) =>
      http.successes + http.failures > 0;
    expect(rules.routes.filter(isUsed).map(numbers)).toEqual(
      recorded.fromProxies.routes.filter(isUsed).map(numbers),
    );
    expect(rules.splits.map(({ leaf, http }) => [leaf, http])).toEqual(
      recorded.fromProxies.splits.map(({ leaf, http }) => [leaf, http]),
    );
    const forbidden = rules.warnings.filter(
      ({ code }) => code === 'rules-forbidden',
    );
    expect(forbidden).toHaveLength(1);
    expect(forbidden[0].message).toContain('serviceprofiles.linkerd.io');
    expect(forbidden[0].manifest).toContain('kind: ClusterRole');
    expect(recorded.fromProxies.warnings.map(({ code }) => code)).not.toContain(
      'rules-forbidden',
    );
  });

  it('should ask as much about three namespaces as about one workload', async () => {
    const asked: number[] = [];
    const counting: MetricsSource = {
      ...recordedRulesPrometheus(recorded.snapshot),
      query: async queries => {
        asked.push(queries.length);
        return {
          results: queries.map(() => []),
          windowSeconds: 60,
          measuredAt: 0,
          warnings: [],
        };
      },
    };
    const mesh = meshWith(recorded.snapshot, recordedObjects);
    const [{ ref }] = recorded.snapshot.workloads('voting');
    for (const scope of [SCOPE, { workloads: [ref] }]) {
      await mesh.rules({
        metrics: counting,
        snapshot: recorded.snapshot,
        windowSeconds: 60,
        scope,
      });
    }
    expect(asked).toHaveLength(2);
    expect(asked[0]).toBe(asked[1]);
    expect(asked[0]).toBeLessThan(40);
  });
});
