import {
  Topology,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import { violations } from './__testUtils__/contract';
import { useDemoPortal } from './__testUtils__/demoPortal';
import { component, PLATFORM, STRANGER, VIDEO } from './__testUtils__/portal';

jest.setTimeout(90_000);

/** `frontend → podinfo`, by cluster and name. */
function callsOf({ nodes, edges }: Topology): string[] {
  const named = (id: string) => {
    const { cluster, kind, name } = nodes.find(node => node.id === id)!;
    return `${cluster}/${kind}/${name}`;
  };
  return edges
    .map(({ source, target }) => `${named(source)} → ${named(target)}`)
    .sort();
}

describe('calls from one cluster to another', () => {
  const { get } = useDemoPortal({
    clusters: {
      'prod-east': { world: 'east', warmUpSeconds: 60 },
      'prod-west': { world: 'west', warmUpSeconds: 60 },
    },
    serviceMesh: {
      clusters: [{ name: 'prod-west', meshClusterName: 'west' }],
    },
    entities: [
      component('podinfo', 'team-podinfo', {
        'backstage.io/kubernetes-id': 'podinfo',
      }),
      component('podinfo-frontend', 'team-video', {
        'backstage.io/kubernetes-id': 'podinfo-frontend',
      }),
    ],
  });

  beforeAll(async () => {
    // Two looks at the proxies, so that there are numbers.
    await get('/topology?window=30s', PLATFORM);
    await new Promise(resolve => {
      setTimeout(resolve, 12_000);
    });
  });

  const FROM_FRONTEND =
    'prod-east/Deployment/frontend → prod-west/Deployment/podinfo';
  const FROM_LOADTESTER =
    'prod-east/Deployment/loadtester → prod-west/Deployment/podinfo';

  it('end at the workload behind the Service, once, and not at the gateway', async () => {
    const { status, body } = await get('/topology?namespace=podinfo', PLATFORM);
    expect(status).toBe(200);
    expect(violations('Topology', body)).toEqual([]);
    expect(callsOf(body)).toEqual([
      'prod-east/Deployment/frontend → prod-east/Deployment/podinfo',
      FROM_FRONTEND,
      'prod-east/Deployment/loadtester → prod-east/Deployment/frontend',
      FROM_LOADTESTER,
      'prod-west/Deployment/loadtester → prod-west/Deployment/podinfo',
      'prod-west/Deployment/podinfo → prod-west/StatefulSet/redis',
    ]);
    const podinfo = body.nodes.find(
      ({ cluster, name }: TopologyNode) =>
        cluster === 'prod-west' && name === 'podinfo',
    );
    expect(podinfo.meshed).toEqual({ running: 2, total: 2 });
    const rates = body.edges.flatMap(
      ({ target, stats }: Topology['edges'][0]) =>
        target === podinfo.id ? [stats.requestsPerSecond ?? 0] : [],
    );
    const sum = rates.reduce((all: number, rate: number) => all + rate, 0);
    // Those of both clusters, and nothing twice.
    expect(sum).toBeGreaterThan(0.6 * podinfo.stats.requestsPerSecond);
    expect(sum).toBeLessThan(1.4 * podinfo.stats.requestsPerSecond);
  });

  it('are in the graph of the caller, with what the other cluster knows of the callee', async () => {
    const { body } = await get(
      '/entities/component/default/podinfo-frontend/topology',
      PLATFORM,
    );
    expect(callsOf(body)).toContain(FROM_FRONTEND);
    const podinfo = body.nodes.find(
      ({ cluster, name }: TopologyNode) =>
        cluster === 'prod-west' && name === 'podinfo',
    );
    expect(podinfo).toMatchObject({
      type: 'workload',
      meshed: { running: 2, total: 2 },
      entityRefs: ['component:default/podinfo'],
    });
    expect(podinfo.stats.requestsPerSecond).toBeGreaterThan(0);
  });

  it('are in the tables of both ends', async () => {
    const frontend = await get(
      '/entities/component/default/podinfo-frontend/stats',
      PLATFORM,
    );
    expect(
      frontend.body.workloads[0].outbound.map(
        ({ peer }: { peer: TopologyNode }) => `${peer.cluster}/${peer.name}`,
      ),
    ).toContain('prod-west/podinfo');
    const podinfo = await get(
      '/entities/component/default/podinfo/stats',
      PLATFORM,
    );
    const inWest = podinfo.body.workloads.find(
      ({ workload }: { workload: TopologyNode }) =>
        workload.cluster === 'prod-west',
    );
    expect(
      inWest.inbound
        .map(
          ({ peer }: { peer: TopologyNode }) => `${peer.cluster}/${peer.name}`,
        )
        .sort(),
    ).toEqual([
      'prod-east/frontend',
      'prod-east/loadtester',
      'prod-west/loadtester',
    ]);
  });

  it('hide the callee in the other cluster from who may not read it', async () => {
    const { status, body } = await get(
      '/entities/component/default/podinfo-frontend/topology',
      VIDEO,
    );
    expect(status).toBe(200);
    const callees = body.nodes.filter(
      ({ cluster }: TopologyNode) => cluster === 'prod-west',
    );
    expect(callees).toEqual([expect.objectContaining({ type: 'hidden' })]);
    expect(callees[0].name).toBeUndefined();
    expect(callees[0].stats).toEqual({});
  });

  describe('gateways', () => {
    it('are told with what their probes say and which Services they lead to', async () => {
      const { status, body } = await get('/gateways', PLATFORM);
      expect(status).toBe(200);
      expect(violations('GatewayList', body)).toEqual([]);
      expect(body.gateways).toEqual([
        {
          cluster: 'prod-east',
          remoteCluster: 'prod-west',
          remoteKnown: true,
          name: 'linkerd-gateway',
          namespace: 'linkerd-multicluster',
          alive: true,
          latencyMs: expect.objectContaining({ p50: expect.any(Number) }),
          mirroredServices: [{ namespace: 'podinfo', name: 'podinfo-west' }],
        },
      ]);
      expect(body.gateways[0].latencyMs.p50).toBeGreaterThan(10);
      expect(body.gateways[0].latencyMs.p99).toBeLessThan(200);
      expect(body.warnings).toEqual([]);
    });

    it('keep the names of Services from who may not read what is behind them', async () => {
      const { body } = await get('/gateways', VIDEO);
      expect(violations('GatewayList', body)).toEqual([]);
      expect(body.gateways).toEqual([
        expect.objectContaining({ alive: true, mirroredServices: [] }),
      ]);
      expect(body.gateways[0].name).toBeUndefined();
      expect(body.warnings).toEqual([
        expect.objectContaining({ code: 'not-allowed' }),
      ]);
      expect((await get('/gateways', STRANGER)).status).toBe(403);
    });
  });
});
