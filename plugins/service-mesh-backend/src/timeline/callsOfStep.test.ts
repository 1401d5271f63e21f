import {
  EdgeTraffic,
  MeshTraffic,
} from '@backstage-mesh/plugin-service-mesh-node';
import { TestCluster } from '../entities/__testUtils__/TestCluster';
import { KnownCluster } from '../topology/ClusterView';
import { workloadNodeId } from '../topology/nodeIds';
import { callsOfStep } from './callsOfStep';

const workload = (name: string) => ({
  cluster: 'east',
  namespace: 'shop',
  kind: 'Deployment',
  name,
});

const edge = (source: string, target: string): EdgeTraffic => ({
  source: { type: 'workload', workload: workload(source) },
  target: { type: 'workload', workload: workload(target) },
  protocol: 'http',
  countedBy: 'source',
  http: { requests: 30, successes: 20, failures: 10 },
});

const counts = (...edges: EdgeTraffic[]): MeshTraffic => ({
  workloads: [],
  edges,
  windowSeconds: 60,
  measuredAt: 0,
  warnings: [],
});

describe('callsOfStep', () => {
  const cluster = new TestCluster('east')
    .deploy('shop', 'web', {})
    .deploy('shop', 'api', {});
  const known = {
    cluster,
    snapshot: cluster.snapshot(),
    hidden: new Set(),
    gateways: new Set(),
    warnings: [],
  } as unknown as KnownCluster;

  it('should tell each call once, by what fell into the step', () => {
    const step = callsOfStep(
      known,
      counts(edge('web', 'api'), edge('web', 'api')),
      30,
    );
    expect(step.calls).toEqual([
      {
        source: workloadNodeId(workload('web')),
        target: workloadNodeId(workload('api')),
        successes: 10,
        failures: 5,
      },
    ]);
    expect([...step.peers.values()]).toEqual(
      ['web', 'api'].map(name => ({
        type: 'workload',
        workload: workload(name),
      })),
    );
  });

  it('should tell what was refused, and what each workload failed', () => {
    const denied = edge('web', 'api');
    denied.http!.denied = 4;
    const step = callsOfStep(
      known,
      {
        ...counts(denied),
        workloads: [
          {
            workload: workload('api'),
            http: { requests: 9, successes: 3, failures: 6 },
          },
        ],
      },
      30,
    );
    expect(step.calls[0].denied).toBe(2);
    expect([...step.failures]).toEqual([[workloadNodeId(workload('api')), 3]]);
  });

  it('should add up once what was measured once, for all who look', () => {
    const measured = counts(edge('web', 'api'));
    const step = callsOfStep(known, measured, 30);
    expect(callsOfStep(known, measured, 30)).toBe(step);
    expect(callsOfStep(known, measured, 60).calls[0].successes).toBe(20);
  });
});
