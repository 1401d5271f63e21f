import {
  EdgeTraffic,
  MeshPeer,
  MeshTraffic,
} from '@backstage-mesh/plugin-service-mesh-node';
import { workloadKey } from '@backstage-mesh/plugin-service-mesh-common';
import { showCallersElsewhere } from './callersElsewhere';

const ref = (cluster: string, name: string) => ({
  cluster,
  namespace: name === 'gateway' ? 'linkerd-multicluster' : 'shop',
  kind: 'Deployment',
  name,
});
const workload = (cluster: string, name: string): MeshPeer => ({
  type: 'workload',
  workload: ref(cluster, name),
});
const GATEWAY = workload('west', 'gateway');
const STOCK = workload('west', 'stock');

function edge(
  source: MeshPeer,
  target: MeshPeer,
  requests: number,
  failures = 0,
): EdgeTraffic {
  return {
    source,
    target,
    protocol: 'http',
    countedBy: 'source',
    http: { requests, successes: requests - failures, failures },
  };
}

function traffic(edges: EdgeTraffic[], windowSeconds = 60): MeshTraffic {
  return { workloads: [], edges, windowSeconds, measuredAt: 0, warnings: [] };
}

const shown = (west: EdgeTraffic[], east: EdgeTraffic[], windowSeconds = 60) =>
  showCallersElsewhere(
    traffic(west),
    new Set([workloadKey(ref('west', 'gateway'))]),
    [traffic(east, windowSeconds)],
  ).edges.map(({ source, http, windowSeconds: window }) => [
    source.type === 'workload' ? source.workload.name : source.type,
    http?.requests,
    http?.failures,
    window,
  ]);

const visitor: MeshPeer = {
  type: 'external',
  host: 'web.shop',
  identity: 'web.shop.serviceaccount.identity.linkerd.cluster.local',
};

describe('showCallersElsewhere', () => {
  it('shows the caller for the gateway, and nobody before the gateway', () => {
    expect(
      shown(
        [edge(GATEWAY, STOCK, 100, 4), edge(visitor, GATEWAY, 100)],
        [edge(workload('east', 'web'), STOCK, 97, 5)],
      ),
    ).toEqual([['web', 97, 5, undefined]]);
  });

  it('leaves to the gateway what no known caller explains', () => {
    expect(
      shown(
        [edge(GATEWAY, STOCK, 100, 10), edge(visitor, GATEWAY, 100)],
        [edge(workload('east', 'web'), STOCK, 30, 2)],
      ),
    ).toEqual([
      ['external', 100, 0, undefined],
      ['gateway', 70, 8, undefined],
      ['web', 30, 2, undefined],
    ]);
  });

  it('compares rates where the windows differ', () => {
    expect(
      shown(
        [edge(GATEWAY, STOCK, 100)],
        [edge(workload('east', 'web'), STOCK, 50)],
        30,
      ),
    ).toEqual([['web', 50, 0, 30]]);
  });

  it('changes nothing where nobody elsewhere is known to call', () => {
    expect(
      shown(
        [edge(GATEWAY, STOCK, 100), edge(workload('west', 'web'), STOCK, 5)],
        [edge(workload('east', 'web'), workload('east', 'stock'), 50)],
      ),
    ).toEqual([
      ['gateway', 100, 0, undefined],
      ['web', 5, 0, undefined],
    ]);
  });
});
