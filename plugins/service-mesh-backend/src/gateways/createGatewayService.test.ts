import { mockServices } from '@backstage/backend-test-utils';
import { GatewayState, Mesh } from '@backstage-mesh/plugin-service-mesh-node';
import { Clusters } from '../clusters';
import {
  TestCluster,
  testClusters,
} from '../entities/__testUtils__/TestCluster';
import { createGatewayService } from './createGatewayService';

const GATEWAY: GatewayState = {
  meshCluster: 'west',
  name: 'linkerd-gateway',
  namespace: 'linkerd-multicluster',
  alive: true,
  latency: new Map([
    [10, 0],
    [20, 100],
    [Infinity, 100],
  ]),
  mirroredServices: [
    {
      namespace: 'podinfo',
      name: 'podinfo-west',
      origin: { namespace: 'podinfo', name: 'podinfo' },
    },
  ],
};

describe('createGatewayService', () => {
  let now: number;
  let gateways: jest.Mock;

  beforeEach(() => {
    now = 1_000_000;
    gateways = jest.fn(async () => ({ gateways: [GATEWAY], warnings: [] }));
  });

  function create(meshOf: () => Promise<Partial<Mesh> | undefined>) {
    const found = testClusters(new TestCluster('east'));
    return createGatewayService({
      clusters: {
        list: async () =>
          (await found.list()).map(cluster => ({ ...cluster, config: {} })),
        get: async (name: string) => ({
          ...(await found.get(name)),
          mesh: meshOf,
          metrics: async () => ({}),
        }),
      } as unknown as Clusters,
      logger: mockServices.logger.mock(),
      now: () => now,
    });
  }

  it('should tell what a cluster uses, and name the other one as the mesh does where nobody knows it', async () => {
    const service = create(async () => ({ gateways }));
    expect(await service.gateways(['east'])).toEqual({
      gateways: [
        {
          cluster: 'east',
          remoteCluster: 'west',
          remoteKnown: false,
          name: 'linkerd-gateway',
          namespace: 'linkerd-multicluster',
          alive: true,
          latencyMs: expect.objectContaining({ p50: expect.any(Number) }),
          mirroredServices: [
            { namespace: 'podinfo', name: 'podinfo-west', behind: [] },
          ],
        },
      ],
      warnings: [],
    });
  });

  it('should ask once for many, and again after a while', async () => {
    const service = create(async () => ({ gateways }));
    await Promise.all([service.gateways(['east']), service.gateways(['east'])]);
    expect(gateways).toHaveBeenCalledTimes(1);
    now += 16_000;
    await service.gateways(['east']);
    expect(gateways).toHaveBeenCalledTimes(2);
  });

  it('should call no gateway alive of which nothing is measured any more', async () => {
    const service = create(async () => ({ gateways }));
    await service.gateways(['east']);
    gateways.mockRejectedValue(new Error('Prometheus is gone'));
    now += 16_000;
    const {
      gateways: [gateway],
      warnings,
    } = await service.gateways(['east']);
    expect(gateway).toMatchObject({ remoteCluster: 'west' });
    expect(gateway.alive).toBeUndefined();
    expect(gateway.latencyMs).toBeUndefined();
    expect(warnings).toEqual([
      expect.objectContaining({
        code: 'stale',
        cluster: 'east',
        message: expect.stringContaining('Numbers of gateways of cluster east'),
        reason: 'Prometheus is gone',
      }),
    ]);
  });

  it('should have none where the mesh knows none', async () => {
    const none = { gateways: [], warnings: [] };
    expect(await create(async () => undefined).gateways(['east'])).toEqual(
      none,
    );
    expect(await create(async () => ({})).gateways(['east'])).toEqual(none);
  });

  it('should name a cluster that can not be asked', async () => {
    const service = create(async () => {
      throw new Error('connect ECONNREFUSED');
    });
    expect(await service.gateways(['east'])).toEqual({
      gateways: [],
      warnings: [
        expect.objectContaining({
          code: 'cluster-unreachable',
          cluster: 'east',
        }),
      ],
    });
  });
});
