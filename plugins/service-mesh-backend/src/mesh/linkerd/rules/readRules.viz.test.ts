import { readJson } from '../../../metrics/__testUtils__/recordedMesh';
import {
  expectClose,
  perSecond,
  routeOf,
  successRate,
  useRecordedRules,
} from './__testUtils__/rulesOfRecording';

const recorded = useRecordedRules();

const SOURCES = [
  ['proxies', () => recorded.fromProxies],
  ['Prometheus', () => recorded.fromPrometheus],
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
