import { mockServices } from '@backstage/backend-test-utils';
import { MeshTraffic } from '@backstage-mesh/plugin-service-mesh-node';
import { Clusters } from '../clusters';
import { TrafficHistoryService } from '../history';
import {
  scriptedCluster,
  scriptedMesh,
} from '../mesh/__testUtils__/scriptedCluster';
import { TrafficService } from '../mesh/TrafficService';
import { meshedPod, podSnapshot } from '../metrics/__testUtils__/podSnapshot';
import { createTopologyService } from '../topology/createTopologyService';
import { createComparisonService } from './createComparisonService';

const BEFORE = Date.parse('2026-01-01T12:00:00Z');

/** Two moments of a cluster of so many workloads, all of which are called a bit more each minute. */
async function compare(count: number) {
  const pods = Array.from({ length: count }, (_, i) =>
    meshedPod(`ns-${i % 20}`, `w${i}`, 1),
  );
  const traffic = (measuredAt: number): MeshTraffic => ({
    workloads: pods.map(({ workload }) => {
      const requests = 600 + ((measuredAt / 60_000) % 10);
      return { workload, http: { requests, successes: requests, failures: 0 } };
    }),
    edges: [],
    windowSeconds: 60,
    measuredAt,
    warnings: [],
  });
  const cluster = scriptedCluster(
    podSnapshot(pods),
    scriptedMesh({
      traffic: async ({ at }) => traffic(at ?? BEFORE + 600_000),
      trafficHistory: async ({ times }) => ({
        steps: times.map(traffic),
        warnings: [],
      }),
    }),
  );
  const clusters = {
    get: async () => cluster,
    list: async () => [cluster],
  } as Partial<Clusters> as Clusters;
  const logger = mockServices.logger.mock();
  return createComparisonService({
    clusters,
    topology: createTopologyService({
      clusters,
      traffic: new TrafficService({ logger }),
      logger,
    }),
    histories: new TrafficHistoryService({ logger }),
    logger,
  }).compare({ clusters: ['c'] }, { windowSeconds: 600, before: BEFORE });
}

describe('comparison of two moments', () => {
  it('tells how much the numbers usually vary', async () => {
    const { before, spreads } = await compare(30);
    expect(before.warnings).toEqual([]);
    expect(Object.keys(spreads)).toHaveLength(30);
    expect(Object.values(spreads)[0].requestsPerSecond).toBeGreaterThan(0);
  });

  it('says that this is not known for very many workloads', async () => {
    const { before, spreads } = await compare(301);
    expect(before.nodes).toHaveLength(301);
    expect(spreads).toEqual({});
    expect(before.warnings).toMatchObject([
      {
        code: 'spreads-unknown',
        message: expect.stringContaining('301 workloads'),
      },
    ]);
  });
});
