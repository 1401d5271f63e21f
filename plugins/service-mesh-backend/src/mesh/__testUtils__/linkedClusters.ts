import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import {
  EdgeTraffic,
  MeshTraffic,
  TrafficHistoryRequest,
  TrafficRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Cluster, Clusters } from '../../clusters';
import {
  meshedPod,
  podSnapshot,
} from '../../metrics/__testUtils__/podSnapshot';
import { scriptedCluster, scriptedMesh } from './scriptedCluster';

const GATEWAYS = 'linkerd-multicluster';

const ref = (cluster: string, namespace: string, name: string) => ({
  cluster,
  namespace,
  kind: 'Deployment',
  name,
});

/** Is called in the cluster `c`, and there by a gateway for those in the cluster `east`. */
export const STOCK: WorkloadRef = ref('c', 'shop', 'stock');
export const GATEWAY: WorkloadRef = ref('c', GATEWAYS, 'gateway');
export const SHOP: WorkloadRef = ref('c', 'shop', 'web');
export const WEB: WorkloadRef = ref('east', 'front', 'web');

/** A call of stock, or of somebody else. */
export function call(
  source: EdgeTraffic['source'] | WorkloadRef,
  requests: number,
  failures = 0,
  target: WorkloadRef = STOCK,
): EdgeTraffic {
  return {
    source: 'type' in source ? source : { type: 'workload', workload: source },
    target: { type: 'workload', workload: target },
    protocol: 'http',
    countedBy: 'source',
    http: { requests, successes: requests - failures, failures },
  };
}

export function step(
  edges: EdgeTraffic[],
  measuredAt: number,
  windowSeconds = 60,
): MeshTraffic {
  return { workloads: [], edges, windowSeconds, measuredAt, warnings: [] };
}

/** What a cluster remembers of the step that ends at a moment. */
export type Answer = (at: number, i: number) => MeshTraffic | undefined;

/** What a cluster measures now. */
export type Measure = (request: TrafficRequest) => MeshTraffic;

const nothing: Measure = () => step([], 0);

/** The two clusters, with what each remembers and measures, and what the second one was asked of its memory. */
export function linkedClusters(
  here: Answer,
  elsewhere: Answer,
  measures: { here: Measure; elsewhere: Measure } = {
    here: nothing,
    elsewhere: nothing,
  },
): { clusters: Clusters; asked: TrafficHistoryRequest[] } {
  const asked: TrafficHistoryRequest[] = [];
  const clusters = [
    clusterOf('c', here, [], measures.here),
    clusterOf('east', elsewhere, asked, measures.elsewhere),
  ];
  return {
    asked,
    clusters: {
      get: async name => clusters.find(each => each.name === name)!,
      list: async () => clusters,
    } as Partial<Clusters> as Clusters,
  };
}

function clusterOf(
  name: string,
  answer: Answer,
  asked: TrafficHistoryRequest[],
  measure: Measure,
): Cluster {
  const mesh = scriptedMesh({
    traffic: async request => measure(request),
    isGateway: ({ annotations }) => annotations.gateway === 'true',
    trafficHistory: async request => {
      asked.push(request);
      return { steps: request.times.map(answer), warnings: [] };
    },
  });
  const snapshot = podSnapshot([
    meshedPod('shop', 'stock', 1),
    meshedPod(GATEWAYS, 'gateway', 1, { annotations: { gateway: 'true' } }),
  ]);
  return scriptedCluster(
    snapshot,
    {
      ...mesh,
      installation: { ...mesh.installation, systemNamespaces: [GATEWAYS] },
    },
    { name },
  );
}
