import { mockServices } from '@backstage/backend-test-utils';
import {
  InventorySnapshot,
  MetricsSource,
} from '@backstage-mesh/plugin-service-mesh-node';
import { proxyTargetOf } from '../../mesh/linkerd/proxyTarget';
import { METRIC_NAMES } from '../../mesh/linkerd/metricTables';
import { ProxiesSource } from '../proxies';
import { scriptedConnection, T1, T2 } from './recordedMesh';
import { ALLOWED, recordedMetrics } from './recordedProxies';

/** A source that reads the recorded proxies, at both moments. */
export function recordedSource(snapshot: InventorySnapshot): MetricsSource {
  let now = T1;
  const source = new ProxiesSource({
    cluster: 'recorded',
    connection: scriptedConnection(request =>
      request.path.endsWith('selfsubjectaccessreviews')
        ? ALLOWED
        : recordedMetrics(now === T1 ? 't1' : 't2', request) ?? {
            status: 404,
            body: '',
          },
    ),
    snapshot: () => snapshot,
    mesh: { proxyTarget: proxyTargetOf, metricNames: METRIC_NAMES },
    excludedNamespaces: [],
    logger: mockServices.logger.mock(),
    // So that the window between the two recorded moments is not too thin.
    intervalMs: (T2 - T1) / 4,
    now: () => now,
    wait: async () => {
      now = T2;
    },
  });
  let first: Promise<unknown> | undefined;
  const readFirst = async () => {
    first ??= source.query([], { windowSeconds: (T2 - T1) / 1000 });
    await first;
    now = T2;
  };
  return {
    kind: source.kind,
    description: source.description,
    query: async (queries, options) => {
      await readFirst();
      return source.query(queries, options);
    },
    queryRange: (queries, options) => source.queryRange(queries, options),
    describe: (query, windowSeconds) => source.describe(query, windowSeconds),
    // As often as the recorded cluster was scraped.
    scrapeIntervalSeconds: () => 10,
    close: () => source.close(),
  };
}
