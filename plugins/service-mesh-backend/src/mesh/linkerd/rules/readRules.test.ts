import {
  InventorySnapshot,
  MeshRules,
  MetricsSource,
  RouteTraffic,
} from '@backstage-mesh/plugin-service-mesh-node';
import { latencyQuantiles } from '@backstage-mesh/plugin-service-mesh-common';
import {
  readAnswer,
  readJson,
  recordedSnapshot,
} from '../../../metrics/__testUtils__/recordedMesh';
import { recordedSource } from '../../../metrics/__testUtils__/recordedSource';
import { seriesSource } from '../../../metrics/__testUtils__/seriesSource';
import {
  meshWith,
  recordedObjects,
  recordedRulesPrometheus,
} from './__testUtils__/recordedRules';

const SCOPE = { namespaces: ['video', 'voting', 'ops'] };

let snapshot: InventorySnapshot;
let fromProxies: MeshRules;
let fromPrometheus: MeshRules;
let proxies: MetricsSource;

beforeAll(async () => {
  snapshot = await recordedSnapshot();
  proxies = recordedSource(snapshot);
  const mesh = meshWith(snapshot, recordedObjects);
  fromProxies = await mesh.rules({
    metrics: proxies,
    snapshot,
    windowSeconds: 73,
    scope: SCOPE,
  });
  fromPrometheus = await mesh.rules({
    metrics: recordedRulesPrometheus(snapshot),
    snapshot,
    windowSeconds: 60,
    scope: SCOPE,
  });
});

afterAll(() => proxies.close());

interface Find {
  workload: string;
  direction: 'inbound' | 'outbound';
  route: string;
  service?: string;
}

function routeOf(
  { routes }: MeshRules,
  { workload, direction, route, service }: Find,
): RouteTraffic {
  const found = routes.filter(
    row =>
      row.workload.name === workload &&
      row.direction === direction &&
      row.route.name === route &&
      row.service?.name === service,
  );
  expect(found).toHaveLength(1);
  return found[0];
}

function perSecond(
  { windowSeconds }: MeshRules,
  increase: { successes: number; failures: number } | undefined,
) {
  return (
    ((increase?.successes ?? 0) + (increase?.failures ?? 0)) / windowSeconds
  );
}

function successRate({ http }: Pick<RouteTraffic, 'http'>): number {
  return http.successes / (http.successes + http.failures);
}

/** Two that were measured some seconds apart, with random traffic. */
function expectClose(measured: number, truth: number, tolerance = 0.15) {
  expect(Math.abs(measured - truth)).toBeLessThan(0.12 + tolerance * truth);
}

const SOURCES = [
  ['proxies', () => fromProxies],
  ['Prometheus', () => fromPrometheus],
] as const;

describe.each(SOURCES)(
  'routes of the recorded mesh, from its %s',
  (_, rules) => {
    interface VizRoute {
      route: string;
      success?: number;
      rps?: number;
      effective_success?: number;
      effective_rps?: number;
      actual_success?: number;
      actual_rps?: number;
    }

    it('should be those of a ServiceProfile at the callee', () => {
      const { 'deployment/playlists-api': truth } = readJson<
        Record<string, VizRoute[]>
      >('viz-cli/routes_playlists-api.json');
      const called = truth.filter(({ route }) => route !== '[DEFAULT]');
      expect(called).toHaveLength(3);
      for (const { route, success = 0, rps = 0 } of called) {
        const row = routeOf(rules(), {
          workload: 'playlists-api',
          direction: 'inbound',
          route,
        });
        expect(row.route).toEqual({
          kind: 'ServiceProfile',
          name: route,
          namespace: 'video',
        });
        expectClose(perSecond(rules(), row.http), rps);
        expectClose(successRate(row), success, 0.1);
      }
    });

    it('should tell at the caller what it got from what was sent', () => {
      const { 'deployment/videos-web': truth } = readJson<
        Record<string, VizRoute[]>
      >('viz-cli/routes_videos-web_to_playlists-api.json');
      const called = truth.filter(({ actual_rps: rps }) => rps);
      expect(called).toHaveLength(2);
      for (const expected of called) {
        const row = routeOf(rules(), {
          workload: 'videos-web',
          direction: 'outbound',
          route: expected.route,
          service: 'playlists-api',
        });
        expectClose(perSecond(rules(), row.http), expected.effective_rps!);
        expect(successRate(row)).toBe(expected.effective_success);
        expectClose(perSecond(rules(), row.actual), expected.actual_rps!);
        expectClose(
          successRate({ http: row.actual! }),
          expected.actual_success!,
          0.1,
        );
      }
    });

    interface VizInbound {
      name: string;
      port: string;
      route: string;
      successesRate: number;
      rps: number;
    }

    it.each(['payments', 'videos-api'])(
      "should be those of %s's own proxy, without its admin port",
      workload => {
        const truth = readJson<VizInbound[]>(
          `viz-cli/stat-inbound_${workload}.json`,
        ).filter(({ port }) => port !== '4191');
        const rows = rules().routes.filter(
          row => row.workload.name === workload && row.direction === 'inbound',
        );
        expect(rows.map(({ route }) => route.name).sort()).toEqual(
          truth.map(({ route }) => route.replace(/[[\]]/g, '')).sort(),
        );
        for (const { route, rps, successesRate } of truth) {
          const row = routeOf(rules(), {
            workload,
            direction: 'inbound',
            route: route.replace(/[[\]]/g, ''),
          });
          expectClose(perSecond(rules(), row.http), rps, 0.2);
          expectClose(successRate(row), successesRate, 0.1);
        }
      },
    );

    interface VizOutbound {
      service: string;
      port: string;
      route: string;
      routeType: string;
      backend?: string;
      successRate: number;
      rps: number;
      timeoutRate: number;
      retryRate?: number;
    }

    it('should be what videos-web got from each Service, after retries', () => {
      const truth = readJson<VizOutbound[]>(
        'viz-cli/stat-outbound_videos-web.json',
      ).filter(({ backend }) => !backend);
      expect(truth).toHaveLength(5);
      for (const expected of truth) {
        const row = routeOf(rules(), {
          workload: 'videos-web',
          direction: 'outbound',
          route: expected.route.replace(/[[\]]/g, ''),
          service: expected.service,
        });
        expect(row.service?.port).toBe(Number(expected.port));
        expect(row.route.kind).toBe(expected.routeType || 'default');
        expectClose(perSecond(rules(), row.http), expected.rps);
        expectClose(successRate(row), expected.successRate, 0.1);
        expectClose(
          row.timeouts! / (row.http.successes + row.http.failures),
          expected.timeoutRate,
        );
      }
    });

    it('should count as failures of gRPC what numbers say, and not each status but OK', () => {
      const row = routeOf(rules(), {
        workload: 'voting-web',
        direction: 'outbound',
        route: 'emoji-find',
        service: 'emoji-svc',
      });
      const [truth] = readJson<VizOutbound[]>(
        'viz-cli/stat-outbound_voting-web.json',
      );
      expect(row.route).toEqual({
        kind: 'GRPCRoute',
        name: 'emoji-find',
        namespace: 'voting',
      });
      expectClose(perSecond(rules(), row.http), truth.rps);
      // "NOT_FOUND" and what the caller cancels are no failures.
      expect(successRate(row)).toBeGreaterThan(truth.successRate + 0.05);
    });

    it('should say what is configured', () => {
      expect(
        routeOf(rules(), {
          workload: 'videos-web',
          direction: 'outbound',
          route: 'videos-split',
          service: 'videos-api',
        }),
      ).toMatchObject({ timeoutMs: 1500, retryable: true });
      expect(
        routeOf(rules(), {
          workload: 'videos-web',
          direction: 'outbound',
          route: 'GET /playlists/{id}',
          service: 'playlists-api',
        }),
      ).toMatchObject({ timeoutMs: 2000, retryable: true });
      const plain = routeOf(rules(), {
        workload: 'videos-web',
        direction: 'outbound',
        route: 'GET /playlists',
        service: 'playlists-api',
      });
      expect(plain.retryable).toBe(false);
      expect(plain).not.toHaveProperty('timeoutMs');
    });

    it('should show routes that nobody called, as a zero', () => {
      expect(
        routeOf(rules(), {
          workload: 'videos-web',
          direction: 'outbound',
          route: 'POST /playlists',
          service: 'playlists-api',
        }).http,
      ).toMatchObject({ successes: 0, failures: 0 });
    });

    it('should divide the calls of videos-web as they were divided', () => {
      const leaves = rules().splits.filter(
        ({ source }) => source?.name === 'videos-web',
      );
      const truth = readJson<VizOutbound[]>(
        'viz-cli/stat-outbound_videos-web.json',
      ).filter(({ backend, service }) => backend && service === 'videos-api');
      expect(leaves.map(({ leaf, weight }) => [leaf, weight])).toEqual([
        [{ namespace: 'video', name: 'videos-api-v1', port: 8080 }, 0.8],
        [{ namespace: 'video', name: 'videos-api-v2', port: 8080 }, 0.2],
      ]);
      expect(truth).toHaveLength(2);
      for (const { leaf, apex, route, http } of leaves) {
        const expected = truth.find(({ backend }) => backend === leaf.name)!;
        expect(apex).toEqual({
          namespace: 'video',
          name: 'videos-api',
          port: 8080,
        });
        expect(route).toEqual({
          kind: 'HTTPRoute',
          name: 'videos-split',
          namespace: 'video',
        });
        expectClose(perSecond(rules(), http), expected.rps);
        expectClose(successRate({ http }), expected.successRate, 0.1);
      }
    });

    it('should let in and refuse what policy let in and refused', () => {
      interface VizAuthz {
        authorization: string;
        route: string;
        server: string;
        rps: number;
        unauthorized: number;
      }
      const truth = readJson<VizAuthz[]>('viz-cli/authz_payments.json').filter(
        ({ server }) => server === 'payments-http',
      );
      const rows = rules().policies.filter(
        ({ workload, server }) =>
          workload.name === 'payments' && server.name === 'payments-http',
      );
      expect(rows).toHaveLength(2);
      for (const expected of truth.filter(row => row.authorization)) {
        const row = rows.find(
          ({ authorization }) =>
            `authorizationpolicy/${authorization?.name}` ===
            expected.authorization,
        )!;
        expect(row.server).toEqual({
          namespace: 'video',
          name: 'payments-http',
          port: 8080,
        });
        expect(row.route?.name).toBe(expected.route);
        expectClose(row.allowed! / rules().windowSeconds, expected.rps);
      }
      const refused = truth.find(({ unauthorized }) => unauthorized)!;
      const denials = rules().denials.filter(
        ({ reason }) => reason === 'not-authorized',
      );
      expect(denials).toHaveLength(1);
      expect(denials[0]).toMatchObject({
        workload: { name: 'payments' },
        server: { namespace: 'video', name: 'payments-http' },
        route: { kind: 'HTTPRoute', name: 'payments-charge' },
        clientIdentity:
          'intruder.video.serviceaccount.identity.linkerd.cluster.local',
        clients: [{ kind: 'Deployment', name: 'intruder', namespace: 'video' }],
      });
      expectClose(
        denials[0].denied / rules().windowSeconds,
        refused.unauthorized,
      );
    });
  },
);

describe('rules of the recorded mesh', () => {
  it('should have the latency of routes', () => {
    const [truth] = readJson<{ latencyMsP50: number; latencyMsP95: number }[]>(
      'viz-cli/stat-outbound_videos-web.json',
    );
    const { latency } = routeOf(fromProxies, {
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
    const { http, actual, retries } = routeOf(fromProxies, {
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
        routeOf(fromProxies, {
          workload: 'playlists-api',
          direction: 'inbound',
          route,
        }),
      )
      .reduce((sum, { http }) => sum + http.successes + http.failures, 0);
    const rest = routeOf(fromProxies, {
      workload: 'playlists-api',
      direction: 'inbound',
      route: 'default',
    });
    // The one caller without a proxy.
    expectClose(perSecond(fromProxies, rest.http), 0.4, 0.3);
    expect(sorted).toBeGreaterThan(200);
  });

  it('should divide for the callee what all its callers sent', () => {
    const callers = fromProxies.splits
      .filter(({ leaf }) => leaf.name === 'videos-api-v2')
      .map(({ source }) => source?.name);
    expect(callers.sort()).toEqual(['debug-shell', 'migrate', 'videos-web']);
  });

  it('should find the callers of a leaf that is asked about alone', async () => {
    const { splits } = await meshWith(snapshot, recordedObjects).rules({
      metrics: proxies,
      snapshot,
      windowSeconds: 73,
      parts: ['splits'],
      scope: {
        workloads: snapshot
          .workloads('video')
          .map(({ ref }) => ref)
          .filter(({ name }) => name === 'videos-api-v2'),
      },
    });
    expect(new Set(splits.map(({ source }) => source?.name))).toEqual(
      new Set(['debug-shell', 'migrate', 'videos-web']),
    );
  });

  it('should refuse a path that no route takes, too', () => {
    const [row] = fromProxies.denials.filter(
      ({ reason }) => reason === 'no-route',
    );
    expect(row.clients.map(({ name }) => name)).toEqual(['intruder']);
    expectClose(row.denied / 73, 0.2);
  });

  it('should name an authentication that was not read by its name alone', () => {
    const [rule] = fromProxies.policies.filter(
      ({ authorization }) => authorization?.name === 'charge-from-web',
    );
    expect(rule.admits?.map(({ words }) => words)).toEqual([
      'MeshTLSAuthentication web-only',
    ]);
  });

  it('should have ServerAuthorizations beside AuthorizationPolicies', async () => {
    const { policies } = await meshWith(snapshot, path =>
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
    ).rules({ metrics: proxies, snapshot, windowSeconds: 73, scope: SCOPE });
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
    const [{ name: pod }] = snapshot.podsOf(
      snapshot.workloads('video').find(({ ref }) => ref.name === 'videos-web')!
        .ref,
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
    const { routes } = await meshWith(snapshot, recordedObjects).rules({
      metrics: seriesSource([
        answered({ classification: 'success', status_code: '200' }, 90),
        answered({ classification: 'failure', status_code: '503' }, 6),
        answered({ classification: 'failure', error: 'timeout' }, 4),
      ]),
      snapshot,
      windowSeconds: 60,
      scope: SCOPE,
    });
    const [row] = routes.filter(({ http }) => http.successes > 0);
    expect(row).toMatchObject({
      route: { kind: 'ServiceProfile', name: 'GET /playlists' },
      http: { successes: 90, failures: 10 },
      timeouts: 4,
    });
  });

  it('should count connections where nothing but TCP is spoken', () => {
    const [rule] = fromProxies.policies.filter(
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
    const rules = await meshWith(snapshot, () => ({
      status: 403,
      body,
    })).rules({ metrics: proxies, snapshot, windowSeconds: 73, scope: SCOPE });
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
      fromProxies.routes.filter(isUsed).map(numbers),
    );
    expect(rules.splits.map(({ leaf, http }) => [leaf, http])).toEqual(
      fromProxies.splits.map(({ leaf, http }) => [leaf, http]),
    );
    const forbidden = rules.warnings.filter(
      ({ code }) => code === 'rules-forbidden',
    );
    expect(forbidden).toHaveLength(1);
    expect(forbidden[0].message).toContain('serviceprofiles.linkerd.io');
    expect(forbidden[0].manifest).toContain('kind: ClusterRole');
    expect(fromProxies.warnings.map(({ code }) => code)).not.toContain(
      'rules-forbidden',
    );
  });

  it('should ask as much about three namespaces as about one workload', async () => {
    const asked: number[] = [];
    const counting: MetricsSource = {
      ...recordedRulesPrometheus(snapshot),
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
    const mesh = meshWith(snapshot, recordedObjects);
    const [{ ref }] = snapshot.workloads('voting');
    for (const scope of [SCOPE, { workloads: [ref] }]) {
      await mesh.rules({
        metrics: counting,
        snapshot,
        windowSeconds: 60,
        scope,
      });
    }
    expect(asked).toHaveLength(2);
    expect(asked[0]).toBe(asked[1]);
    expect(asked[0]).toBeLessThan(40);
  });
});
