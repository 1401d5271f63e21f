import {
  InventorySnapshot,
  MeshRules,
  MetricsSource,
  RouteTraffic,
} from '@backstage-mesh/plugin-service-mesh-node';
import { recordedSnapshot } from '../../../../metrics/__testUtils__/recordedMesh';
import { recordedSource } from '../../../../metrics/__testUtils__/recordedSource';
import {
  meshWith,
  recordedObjects,
  recordedRulesPrometheus,
} from './recordedRules';

export const SCOPE = { namespaces: ['video', 'voting', 'ops'] };

/** The window of the recorded proxies, in seconds. */
export const WINDOW_SECONDS = 73;

/** The rules of the recorded mesh, by who measured them. Filled before the tests of the file run. */
export interface RecordedRules {
  snapshot: InventorySnapshot;
  proxies: MetricsSource;
  fromProxies: MeshRules;
  fromPrometheus: MeshRules;
}

/** Reads them once for all tests of a file. */
export function useRecordedRules(): RecordedRules {
  const recorded = {} as RecordedRules;

  beforeAll(async () => {
    const snapshot = await recordedSnapshot();
    const proxies = recordedSource(snapshot);
    const mesh = meshWith(snapshot, recordedObjects);
    const fromProxies = await mesh.rules({
      metrics: proxies,
      snapshot,
      windowSeconds: WINDOW_SECONDS,
      scope: SCOPE,
    });
    const fromPrometheus = await mesh.rules({
      metrics: recordedRulesPrometheus(snapshot),
      snapshot,
      windowSeconds: 60,
      scope: SCOPE,
    });
    Object.assign(recorded, { snapshot, proxies, fromProxies, fromPrometheus });
  });

  afterAll(() => recorded.proxies?.close());

  return recorded;
}

interface Find {
  workload: string;
  direction: 'inbound' | 'outbound';
  route: string;
  service?: string;
}

/** The one row of a route. */
export function routeOf(
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

/** Answers per second. */
export function perSecond(
  { windowSeconds }: MeshRules,
  increase: { successes: number; failures: number } | undefined,
) {
  return (
    ((increase?.successes ?? 0) + (increase?.failures ?? 0)) / windowSeconds
  );
}

/** From 0 to 1. */
export function successRate({ http }: Pick<RouteTraffic, 'http'>): number {
  return http.successes / (http.successes + http.failures);
}

/** Two that were measured some seconds apart, with random traffic. */
export function expectClose(measured: number, truth: number, tolerance = 0.15) {
  expect(Math.abs(measured - truth)).toBeLessThan(0.12 + tolerance * truth);
}
