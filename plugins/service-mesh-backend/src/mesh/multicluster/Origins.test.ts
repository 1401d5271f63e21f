import { mockServices } from '@backstage/backend-test-utils';
import {
  EdgeTraffic,
  InventoryPod,
  InventorySnapshot,
  MeshPeer,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Cluster } from '../../clusters';
import { Origins } from './Origins';

const pod = (name: string, labels: Record<string, string>) =>
  ({
    labels,
    workload: {
      cluster: 'portal-west',
      namespace: 'shop',
      kind: 'Deployment',
      name,
    },
  } as Partial<InventoryPod> as InventoryPod);

const PODS = [
  pod('stock', { app: 'stock' }),
  pod('stock', { app: 'stock' }),
  pod('search', { app: 'search' }),
  pod('search-canary', { app: 'search' }),
];

const snapshot: Partial<InventorySnapshot> = {
  service: (namespace, name) => ({
    namespace,
    name,
    clusterIps: [],
    ports: [],
    ...(name !== 'empty' && { selector: { app: name.replace('-alias', '') } }),
  }),
  select: ({ matches }) => PODS.filter(({ labels }) => matches(labels)),
};

function cluster(name: string, meshClusterName?: string): Cluster {
  return {
    name,
    config: { meshClusterName },
    inventory: { snapshot: () => snapshot },
  } as unknown as Cluster;
}

const service = (name: string, meshCluster = 'west'): MeshPeer => ({
  type: 'service',
  namespace: 'shop',
  name,
  meshCluster,
});

const web: MeshPeer = {
  type: 'workload',
  workload: {
    cluster: 'east',
    namespace: 'shop',
    kind: 'Deployment',
    name: 'web',
  },
};

function edge(target: MeshPeer, requests = 10): EdgeTraffic {
  return {
    source: web,
    target,
    protocol: 'http',
    countedBy: 'source',
    http: { requests, successes: requests - 1, failures: 1 },
    latency: new Map([[Infinity, requests]]),
  };
}

async function join(edges: EdgeTraffic[], clusters: Cluster[]) {
  const origins = new Origins(
    { list: async () => clusters },
    mockServices.logger.mock(),
  );
  const joined = await origins.join({
    workloads: [],
    edges,
    windowSeconds: 60,
    measuredAt: 0,
    warnings: [],
  });
  return joined.edges;
}

const WEST = cluster('portal-west', 'west');

describe('Origins', () => {
  it.each([
    [
      'the one workload behind the Service',
      'stock',
      'west',
      expect.objectContaining({ type: 'workload' }),
    ],
    [
      'the Service, where several workloads are behind it',
      'search',
      'west',
      { ...service('search'), meshCluster: 'portal-west' },
    ],
    [
      'the Service, where nobody is behind it',
      'empty',
      'west',
      { ...service('empty'), meshCluster: 'portal-west' },
    ],
    [
      'the Service, where the cluster is none of the portal',
      'stock',
      'north',
      service('stock', 'north'),
    ],
  ])('leads a call to %s', async (_, name, meshCluster, target) => {
    const [joined] = await join([edge(service(name, meshCluster))], [WEST]);
    expect(joined.target).toEqual(target);
    expect(joined.http).toEqual(edge(web).http);
  });

  it('takes the name of a cluster for that of the mesh, unless the configuration says another', async () => {
    const target = async (...clusters: Cluster[]) =>
      (await join([edge(service('stock'))], clusters))[0].target.type;
    expect(await target(cluster('west'))).toBe('workload');
    expect(await target(cluster('west', 'other'))).toBe('service');
  });

  it('adds up calls to two names of one workload', async () => {
    const edges = await join(
      [edge(service('stock'), 10), edge(service('stock-alias'), 20)],
      [WEST],
    );
    expect(edges).toHaveLength(1);
    expect(edges[0].http).toEqual({ requests: 30, successes: 28, failures: 2 });
    expect(edges[0].latency).toEqual(new Map([[Infinity, 30]]));
  });

  it('leaves other calls alone', async () => {
    const edges = [edge(web)];
    expect(await join(edges, [WEST])).toBe(edges);
  });
});
