import {
  ClusterConnection,
  InventoryPod,
  InventorySnapshot,
  KubernetesStatusError,
  MetricsSource,
  Sample,
} from '@backstage-mesh/plugin-service-mesh-node';
import { readGateways } from './readGateways';

const MIRRORED = {
  items: [
    {
      metadata: {
        name: 'podinfo-west',
        namespace: 'apps',
        labels: {
          'mirror.linkerd.io/mirrored-service': 'true',
          'mirror.linkerd.io/cluster-name': 'west',
        },
        annotations: {
          'mirror.linkerd.io/remote-svc-fq-name':
            'podinfo.apps.svc.cluster.local',
        },
      },
    },
  ],
};

const LINKS = {
  items: ['west', 'north'].map(targetClusterName => ({
    spec: {
      targetClusterName,
      gatewayIdentity:
        'linkerd-gateway.linkerd-multicluster.serviceaccount.identity.linkerd.cluster.local',
    },
  })),
};

const DEAD_AND_ALIVE = `gateway_alive{target_cluster_name="west"} 1
gateway_alive{target_cluster_name="north"} 0
gateway_probe_latency_ms_bucket{target_cluster_name="west",le="10"} 4
gateway_probe_latency_ms_bucket{target_cluster_name="west",le="+Inf"} 4
`;

const POD = {
  namespace: 'linkerd-multicluster',
  name: 'mirror-1',
  phase: 'Running',
  labels: { component: 'linkerd-service-mirror' },
  containers: [{ ports: [{ name: 'svcmi-admin', port: 9990 }] }],
} as unknown as InventoryPod;

const snapshot = {
  pods: () => [POD],
} as Partial<InventorySnapshot> as InventorySnapshot;

function connection(options: {
  services?: number;
  links?: object | number;
  metrics?: string | number;
}): ClusterConnection & { asked: string[] } {
  const asked: string[] = [];
  return {
    name: 'east',
    asked,
    json: async <T>({ path }: { path: string }) => {
      asked.push(path);
      if (path === '/api/v1/services') {
        if (options.services) {
          throw new KubernetesStatusError('services is forbidden', {
            status: options.services,
          });
        }
        return MIRRORED as T;
      }
      const { links = LINKS } = options;
      if (!path.includes('v1alpha3') || typeof links === 'number') {
        throw new KubernetesStatusError('refused', {
          status: typeof links === 'number' ? links : 404,
        });
      }
      return links as T;
    },
    request: async ({ path }) => {
      asked.push(path);
      const { metrics = DEAD_AND_ALIVE } = options;
      return {
        status: typeof metrics === 'number' ? metrics : 200,
        headers: {},
        body: (async function* body() {
          yield new TextEncoder().encode(String(metrics));
        })(),
        cancel: () => {},
      };
    },
  };
}

const read = (
  options: Parameters<typeof connection>[0],
  metrics?: MetricsSource,
) =>
  readGateways(
    connection(options),
    { snapshot, windowSeconds: 60, ...(metrics && { metrics }) },
    ['linkerd-multicluster'],
  );

const states = (gateways: Awaited<ReturnType<typeof read>>['gateways']) =>
  gateways.map(({ meshCluster, alive, mirroredServices }) => [
    meshCluster,
    alive,
    mirroredServices?.length,
  ]);

function prometheus(rows: Sample[][]): MetricsSource {
  return {
    kind: 'prometheus',
    query: async () => ({
      results: rows,
      windowSeconds: 60,
      measuredAt: 0,
      warnings: [],
    }),
  } as Partial<MetricsSource> as MetricsSource;
}

describe('readGateways', () => {
  it('reads the probes from the service mirrors where no Prometheus has them', async () => {
    for (const metrics of [undefined, prometheus([[], []])]) {
      const { gateways, warnings } = await read({}, metrics);
      expect(states(gateways)).toEqual([
        ['west', true, 1],
        ['north', false, 0],
      ]);
      expect(gateways[0].latency).toEqual(
        new Map([
          [10, 4],
          [Infinity, 4],
        ]),
      );
      expect(gateways[0].mirroredServices?.[0].origin).toEqual({
        namespace: 'apps',
        name: 'podinfo',
      });
      expect(warnings).toEqual([]);
    }
  });

  it('asks the port that the chart names', async () => {
    const east = connection({});
    await readGateways(east, { snapshot, windowSeconds: 60 }, ['x']);
    expect(east.asked).toContain(
      '/api/v1/namespaces/linkerd-multicluster/pods/mirror-1%3A9990/proxy/metrics',
    );
  });

  it('reads them from Prometheus where it has them', async () => {
    const { gateways } = await read(
      { metrics: 403 },
      prometheus([[{ labels: { target_cluster_name: 'west' }, value: 0 }], []]),
    );
    expect(states(gateways)).toEqual([
      ['west', false, 1],
      ['north', undefined, 0],
    ]);
  });

  it('does not take for dead what nothing measures', async () => {
    const { gateways, warnings } = await read({ metrics: 403 });
    expect(states(gateways)).toEqual([
      ['west', undefined, 1],
      ['north', undefined, 0],
    ]);
    expect(warnings).toMatchObject([
      { code: 'gateways-unmeasured', reason: expect.stringMatching(/403/) },
    ]);
  });

  it('tells forbidden Services from a cluster without mirrors, and from a cluster that is missing', async () => {
    const { gateways, warnings } = await read({ services: 403 });
    expect(states(gateways)).toEqual([
      ['west', true, undefined],
      ['north', false, undefined],
    ]);
    expect(warnings).toEqual([
      {
        code: 'services-forbidden',
        message: expect.stringContaining('permission: list services'),
        cluster: 'east',
        reason: 'services is forbidden',
        manifest: expect.stringContaining('resources: [services]'),
      },
    ]);
    await expect(read({ services: 500 })).rejects.toThrow('forbidden');
  });

  it.each([
    [403, ['links-unreadable']],
    [404, []],
  ])(
    'knows gateways by their mirrored Services where Links answer %s',
    async (links, codes) => {
      const { gateways, warnings } = await read({ links });
      expect(states(gateways)).toEqual([['west', true, 1]]);
      expect(warnings.map(({ code }) => code)).toEqual(codes);
    },
  );
});
