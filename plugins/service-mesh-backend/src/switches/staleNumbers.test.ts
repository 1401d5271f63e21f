import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { TrafficService } from '../mesh';
import {
  scriptedCluster,
  scriptedMesh,
} from '../mesh/__testUtils__/scriptedCluster';
import { meshedPod, podSnapshot } from '../metrics/__testUtils__/podSnapshot';
import { seriesSource } from '../metrics/__testUtils__/seriesSource';
import { ClusterGuard } from './ClusterGuard';
import { guardSource } from './guardSource';
import { Switches } from './Switches';

const WINDOW = { windowSeconds: 60 };

/** A cluster on a guarded Prometheus that takes one query for each round of questions. */
function scene(queriesPerMinute: number) {
  const prometheus = { now: 1_000_000, asked: 0, fails: false };
  const guard = new ClusterGuard({
    cluster: 'c',
    switches: Switches.create({
      rootConfig: new ConfigReader({
        serviceMesh: {
          clusters: [{ name: 'c', metrics: { budget: { queriesPerMinute } } }],
        },
      }),
    }),
    now: () => prometheus.now,
  });
  const series = seriesSource([]);
  const source = guardSource(
    {
      ...series,
      query: async (...asked) => {
        prometheus.asked += 1;
        guard.spendQuery();
        if (prometheus.fails) {
          throw new Error('connection refused');
        }
        return series.query(...asked);
      },
    },
    guard,
    () => false,
  );
  const snapshot = podSnapshot([meshedPod('a', 'web', 1)]);
  const mesh = scriptedMesh({
    traffic: async ({ metrics }) => {
      await metrics.query([], WINDOW);
      return {
        workloads: [],
        edges: [],
        windowSeconds: 60,
        measuredAt: prometheus.now,
        warnings: [],
      };
    },
  });
  const cluster = scriptedCluster(snapshot, mesh, {
    metrics: async () => ({ source, steps: [] }),
  });
  const service = new TrafficService({
    logger: mockServices.logger.mock(),
    now: () => prometheus.now,
  });
  return {
    prometheus,
    look: () => service.counts(cluster, snapshot, WINDOW),
  };
}

describe('numbers that may not be asked for', () => {
  it('should stay as they were where the budget is used up, and say so', async () => {
    const { prometheus, look } = scene(1);
    await look();
    prometheus.now += 12_000;
    expect(await look()).toMatchObject({
      staleSince: 1_000_000,
      traffic: { measuredAt: 1_000_000 },
      warnings: [
        {
          code: 'stale',
          reason: expect.stringContaining('budget of 1 queries per minute'),
        },
      ],
    });
    expect(prometheus.asked).toBe(1);
    prometheus.now += 60_000;
    expect(await look()).not.toHaveProperty('staleSince');
  });

  it('should stay as they were while a Prometheus that fails is left alone, and come back with it', async () => {
    const { prometheus, look } = scene(1_000);
    await look();
    prometheus.fails = true;
    for (let round = 0; round < 8; round++) {
      prometheus.now += 12_000;
      await look();
    }
    const { asked } = prometheus;
    expect(asked).toBeLessThan(9);
    expect(await look()).toMatchObject({
      staleSince: 1_000_000,
      warnings: [
        { code: 'stale', reason: expect.stringContaining('left alone') },
      ],
    });
    prometheus.fails = false;
    prometheus.now += 5 * 60_000;
    expect(await look()).not.toHaveProperty('staleSince');
    expect(prometheus.asked).toBe(asked + 1);
  });
});
