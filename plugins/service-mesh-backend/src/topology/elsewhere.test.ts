import { mockServices } from '@backstage/backend-test-utils';
import {
  EdgeTraffic,
  MeshTraffic,
} from '@backstage-mesh/plugin-service-mesh-node';
import {
  call,
  GATEWAY,
  linkedClusters,
  Measure,
  step,
  STOCK,
  WEB,
} from '../mesh/__testUtils__/linkedClusters';
import { TrafficService } from '../mesh/TrafficService';
import { createTopologyService } from './createTopologyService';

const WINDOW = { windowSeconds: 60 };

function service(here: Measure, elsewhere: Measure) {
  const remembered = () => undefined;
  const { clusters } = linkedClusters(remembered, remembered, {
    here,
    elsewhere,
  });
  const logger = mockServices.logger.mock();
  return createTopologyService({
    clusters,
    traffic: new TrafficService({ logger, now: () => 1_000_000 }),
    logger,
  });
}

/** Requests of which each took the same time. */
function timed(edge: EdgeTraffic, ms: number): EdgeTraffic {
  const count = edge.http!.requests!;
  return {
    ...edge,
    http: { ...edge.http!, latencySumMs: ms * count, latencyCount: count },
  };
}

function bucketed(edge: EdgeTraffic, ms: number): EdgeTraffic {
  const { http, ...ends } = edge;
  const count = http!.requests!;
  return {
    ...ends,
    latency: new Map([
      [ms, count],
      [Infinity, count],
    ]),
  };
}

/** Calls that take 10 ms behind the gateway, and 40 ms for those who make them. */
const here: Measure = ({ part }) =>
  step(
    [
      part === 'latency'
        ? bucketed(call(GATEWAY, 100), 10)
        : timed(call(GATEWAY, 100), 10),
    ],
    0,
  );
const elsewhere: Measure = ({ part }) =>
  step(
    [
      part === 'latency'
        ? bucketed(call(WEB, 100), 40)
        : timed(call(WEB, 100), 40),
    ],
    0,
  );

describe('calls that a gateway passed on', () => {
  it('should have a mean and quantiles of the same calls', async () => {
    const { edges, nodes } = await service(here, elsewhere).entityTopology(
      [STOCK],
      { ...WINDOW, depth: 1 },
    );
    expect(nodes.map(({ name }) => name).sort()).toEqual(['stock', 'web']);
    expect(edges).toHaveLength(1);
    const { p50, p99, mean } = edges[0].stats.latencyMs!;
    expect(mean).toBe(40);
    expect(p50).toBe(20);
    expect(p99).toBeCloseTo(39.6);
  });

  it('should have them at the border of a group', async () => {
    const { inbound } = await service(here, elsewhere).groupLatency(
      [STOCK],
      WINDOW,
    );
    expect(inbound).toMatchObject({ mean: 40, p50: 20 });
  });

  it('should ask the other cluster for no latency where nobody there calls', async () => {
    const asked: (string | undefined)[] = [];
    const { inbound } = await service(
      ({ part }) =>
        step(part === 'latency' ? [bucketed(call(GATEWAY, 100), 10)] : [], 0),
      ({ part }) => {
        asked.push(part);
        return step([], 0);
      },
    ).groupLatency([STOCK], WINDOW);
    expect(asked).not.toContain('latency');
    // The gateway itself belongs to the mesh.
    expect(inbound).toBeUndefined();
  });
});

describe('workloads in a cluster that is not shown', () => {
  it('should be looked up without a look at the calls there', async () => {
    const web = {
      workload: WEB,
      http: { requests: 60, successes: 60, failures: 0 },
    };
    const closed: MeshTraffic = {
      ...step([], 0),
      workloads: [web],
    };
    const read = jest.fn(() => []);
    Object.defineProperty(closed, 'edges', { get: read, enumerable: true });
    const topology = service(
      () => step([call(WEB, 60)], 0),
      () => closed,
    );
    const ask = () => topology.entityTopology([STOCK], { ...WINDOW, depth: 1 });
    await ask();
    // The cache weighed them: from now on they are nobody's business.
    read.mockClear();
    const { nodes } = await ask();
    expect(nodes.find(({ name }) => name === 'web')?.stats).toMatchObject({
      requestsPerSecond: 1,
    });
    expect(read).not.toHaveBeenCalled();
  });
});
