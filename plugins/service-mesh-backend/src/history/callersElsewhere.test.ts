import { mockServices } from '@backstage/backend-test-utils';
import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import {
  EdgeTraffic,
  MeshTraffic,
  TrafficHistoryRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Cluster, Clusters } from '../clusters';
import { meshedPod, podSnapshot } from '../metrics/__testUtils__/podSnapshot';
import {
  scriptedCluster,
  scriptedMesh,
} from '../mesh/__testUtils__/scriptedCluster';
import { createHistoryService } from './createHistoryService';
import { TrafficHistoryService } from './TrafficHistoryService';

const START = Date.parse('2026-01-01T12:00:30Z');
const GATEWAYS = 'linkerd-multicluster';

const ref = (
  cluster: string,
  namespace: string,
  name: string,
): WorkloadRef => ({ cluster, namespace, kind: 'Deployment', name });
const STOCK = ref('c', 'shop', 'stock');
const GATEWAY = ref('c', GATEWAYS, 'gateway');
const WEB = ref('east', 'front', 'web');

function call(
  source: WorkloadRef,
  requests: number,
  failures = 0,
): EdgeTraffic {
  return {
    source: { type: 'workload', workload: source },
    target: { type: 'workload', workload: STOCK },
    protocol: 'http',
    countedBy: 'source',
    http: { requests, successes: requests - failures, failures },
  };
}

const step = (
  edges: EdgeTraffic[],
  measuredAt: number,
  windowSeconds = 60,
): MeshTraffic => ({
  workloads: [],
  edges,
  windowSeconds,
  measuredAt,
  warnings: [],
});

type Answer = (at: number, i: number) => MeshTraffic | undefined;

function clusterOf(
  name: string,
  answer: Answer,
  asked: TrafficHistoryRequest[],
): Cluster {
  const mesh = scriptedMesh({
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

/** The callers of stock in the other cluster's answer, with their requests in the newest steps. */
async function callersOf(here: Answer, elsewhere: Answer) {
  const asked: TrafficHistoryRequest[] = [];
  const clusters = [
    clusterOf('c', here, []),
    clusterOf('east', elsewhere, asked),
  ];
  const logger = mockServices.logger.mock();
  const now = () => START;
  const { workloads } = await createHistoryService({
    clusters: {
      get: async name => clusters.find(each => each.name === name)!,
      list: async () => clusters,
    } as Partial<Clusters> as Clusters,
    histories: new TrafficHistoryService({ logger, now }),
    logger,
    now,
  }).workloadHistory([STOCK], { windowSeconds: 60 });
  const callers = Object.fromEntries(
    workloads[0].callers.map(({ peer, series }) => [
      `${peer.cluster}/${peer.name}`,
      series.requests?.slice(-3),
    ]),
  );
  return { asked, callers };
}

describe('history of who is called through a gateway', () => {
  it('tells the callers in the other cluster, each call once', async () => {
    const { asked, callers } = await callersOf(
      at => step([call(GATEWAY, 100, 4)], at),
      at => step([call(WEB, 97, 4)], at),
    );
    expect(callers).toEqual({ 'east/web': [97, 97, 97] });
    expect(asked).toMatchObject([
      { scope: { namespaces: ['shop'] }, part: 'counts' },
    ]);
  });

  it('leaves to the gateway what nobody there is known to have sent', async () => {
    const { callers } = await callersOf(
      at => step([call(GATEWAY, 100)], at),
      at => step([call(WEB, 40)], at),
    );
    expect(callers).toEqual({
      'c/gateway': [60, 60, 60],
      'east/web': [40, 40, 40],
    });
  });

  it('keeps the gateway in steps that the other cluster does not remember', async () => {
    const { callers } = await callersOf(
      at => step([call(GATEWAY, 100)], at),
      (at, i) => (i < 22 ? undefined : step([call(WEB, 100)], at)),
    );
    expect(callers['c/gateway']).toEqual([100, null, null]);
    expect(callers['east/web']).toEqual([null, 100, 100]);
  });

  it('brings what the other cluster counted in a longer window to the step', async () => {
    const { callers } = await callersOf(
      at => step([call(GATEWAY, 100)], at),
      at => step([call(WEB, 200)], at, 120),
    );
    expect(callers).toEqual({ 'east/web': [100, 100, 100] });
  });

  it('asks no other cluster where no gateway passed on calls', async () => {
    const { asked, callers } = await callersOf(
      at => step([call(ref('c', 'shop', 'web'), 5)], at),
      at => step([], at),
    );
    expect(callers).toEqual({ 'c/web': [5, 5, 5] });
    expect(asked).toEqual([]);
  });
});
