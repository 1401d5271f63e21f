import {
  Topology,
  TopologyComparison,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import { mockCredentials } from '@backstage/backend-test-utils';
import { hideTopology } from '../authorization';
import { SharedOrigin, SharedTimeline } from '../timeline';
import { workloadNodeId } from '../topology/nodeIds';
import {
  filterVisibleComparison,
  filterVisibleTimeline,
} from './comparisonVisibility';
import { VisibilityServices } from './visibility';

const ref = (name: string) => ({
  cluster: 'east',
  namespace: 'shop',
  kind: 'Deployment',
  name,
});
const OWN = workloadNodeId(ref('own'));
const SECRET = workloadNodeId(ref('secret'));

const node = (name: string): TopologyNode => ({
  ...ref(name),
  id: workloadNodeId(ref(name)),
  type: 'workload',
  entityRefs: [],
  stats: { requestsPerSecond: 1 },
});

const MEASURED = {
  window: '5m',
  source: 'prometheus' as const,
  measurements: [],
  warnings: [],
};

const TOPOLOGY: Topology = {
  ...MEASURED,
  focus: [OWN],
  nodes: [node('own'), node('secret')],
  edges: [
    {
      id: 'call',
      source: OWN,
      target: SECRET,
      protocol: 'http',
      stats: { requestsPerSecond: 2 },
      countedBy: 'source',
    },
  ],
};

const changes = [OWN, SECRET].map(nodeId => ({
  kind: 'rollout' as const,
  at: 1,
  nodeId,
  name: nodeId === OWN ? 'own' : 'secret',
}));

const SERVICES: VisibilityServices = {
  authorization: {
    viewTopology: async (_, topology) =>
      hideTopology(
        topology,
        ({ name }) => name === 'own',
        id => `hidden-${id.length}`,
      ),
  },
  entityWorkloads: { entitiesOfAll: async refs => refs.map(() => []) },
};

describe('filterVisibleComparison', () => {
  const COMPARISON: TopologyComparison = {
    before: TOPOLOGY,
    after: TOPOLOGY,
    spreads: {
      [OWN]: { requestsPerSecond: 1 },
      [SECRET]: { requestsPerSecond: 2 },
      call: { requestsPerSecond: 3 },
      elsewhere: { requestsPerSecond: 4 },
    },
    changes,
  };

  it('should keep the spread of the call to a hidden peer by its new id, and nothing of the peer', async () => {
    const visible = await filterVisibleComparison(
      SERVICES,
      mockCredentials.user(),
      COMPARISON,
    );
    const [edge] = visible.after.edges;
    expect(visible.before.edges).toEqual(visible.after.edges);
    expect(visible.spreads).toEqual({
      [OWN]: { requestsPerSecond: 1 },
      [edge.id]: { requestsPerSecond: 3 },
    });
    expect(visible.changes).toEqual([changes[0]]);
    expect(JSON.stringify(visible)).not.toMatch(/secret/);
    expect(JSON.stringify(visible)).not.toContain(SECRET);
  });
});

const origin = (caller: string, callee: string): SharedOrigin => ({
  caller: ref(caller),
  call: {
    peer: node(callee),
    edge: {
      ...TOPOLOGY.edges[0],
      id: `${caller}-${callee}`,
      source: workloadNodeId(ref(caller)),
      target: workloadNodeId(ref(callee)),
    },
  },
  explainedShare: 0.9,
});

describe('filterVisibleTimeline', () => {
  it('should tell the changes of what the caller may read alone, and no reasons', async () => {
    const timeline: SharedTimeline = {
      ...MEASURED,
      warnings: [
        { code: 'partial-data', message: 'a part', reason: 'http://10.0.0.1' },
      ],
      stepSeconds: 60,
      times: [1],
      requests: [2],
      failures: [1],
      changes,
      changed: [ref('own'), ref('secret')],
      origins: [origin('own', 'secret'), origin('secret', 'own')],
    };
    expect(
      await filterVisibleTimeline(SERVICES, mockCredentials.user(), timeline),
    ).toEqual({
      ...MEASURED,
      warnings: [{ code: 'partial-data', message: 'a part' }],
      stepSeconds: 60,
      times: [1],
      requests: [2],
      failures: [1],
      changes: [changes[0]],
      // who else fails because of it is not told, and whose call it is that fails is as in the graph
      origins: [
        {
          callerId: OWN,
          calleeId: expect.not.stringMatching(SECRET),
          explainedShare: 0.9,
        },
      ],
    });
  });
});
