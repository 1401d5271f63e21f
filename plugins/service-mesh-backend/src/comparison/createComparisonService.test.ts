import { mockServices } from '@backstage/backend-test-utils';
import {
  MeshTraffic,
  TrafficHistoryRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
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
async function compare(
  count: number,
  options: {
    signal?: AbortSignal;
    onHistory?(request: TrafficHistoryRequest): Promise<void>;
  } = {},
) {
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
      trafficHistory: async request => {
        await options.onHistory?.(request);
        return { steps: request.times.map(traffic), warnings: [] };
      },
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
  }).compare(
    { clusters: ['c'] },
    { windowSeconds: 600, before: BEFORE, signal: options.signal },
  );
}

describe('comparison of two moments', () => {
  it('tells how much the numbers usually vary', async () => {
    const { before, spreads } = await compare(30);
    expect(before.warnings).toEqual([]);
    expect(Object.keys(spreads)).toHaveLength(30);
    expect(Object.values(spreads)[0].requestsPerSecond).toBeGreaterThan(0);
  });

  it('asks for the buckets of a few workloads alone', async () => {
    const parts: unknown[] = [];
    const onHistory = async ({ part }: TrafficHistoryRequest) => {
      parts.push(part);
    };
    await compare(60, { onHistory });
    expect(new Set(parts)).toEqual(new Set([undefined]));
    parts.length = 0;
    const { spreads } = await compare(61, { onHistory });
    expect(new Set(parts)).toEqual(new Set(['counts']));
    expect(Object.keys(spreads)).toHaveLength(61);
  });

  it('stops asking where nobody waits for the answer any more', async () => {
    const controller = new AbortController();
    const given: (AbortSignal | undefined)[] = [];
    const onHistory = ({ signal }: TrafficHistoryRequest) =>
      new Promise<void>((_, reject) => {
        given.push(signal);
        signal?.addEventListener('abort', () => reject(signal.reason));
        setImmediate(() => controller.abort());
      });
    await expect(
      compare(30, { signal: controller.signal, onHistory }),
    ).rejects.toThrow('aborted');
    expect(given.length).toBeGreaterThan(0);
    expect(given.every(signal => signal?.aborted)).toBe(true);
  });

  it('does not begin to look up what is usual after that', async () => {
    const asked = jest.fn(async () => {});
    await expect(
      compare(30, { signal: AbortSignal.abort(), onHistory: asked }),
    ).rejects.toThrow('aborted');
    expect(asked).not.toHaveBeenCalled();
  });

  it('says that this is not known for very many workloads', async () => {
    const { before, spreads } = await compare(301);
    expect(before.nodes).toHaveLength(301);
    expect(spreads).toEqual({});
    expect(before.warnings).toMatchObject([
      {
        code: 'spreads-unknown',
        message: expect.stringContaining('301 workloads'),
        values: { workloads: 301, limit: 300 },
      },
    ]);
  });
});
