import { mockCredentials } from '@backstage/backend-test-utils';
import {
  CallHistory,
  EntityHistory,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import { hideTopology } from '../authorization/hideTopology';
import { filterVisibleHistory } from './historyVisibility';

function node(name: string, type: TopologyNode['type'] = 'workload') {
  return {
    id: name,
    type,
    cluster: 'c',
    namespace: 'a',
    kind: 'Deployment',
    name,
    entityRefs: [],
    stats: {},
  };
}

function call(peer: TopologyNode, requests: number): CallHistory {
  return { peer, series: { requests: [requests] } };
}

const HISTORY: EntityHistory = {
  window: '1m',
  source: 'prometheus',
  measurements: [],
  warnings: [],
  stepSeconds: 60,
  times: [60_000],
  spanSteps: 1,
  workloads: [
    {
      workload: node('web'),
      inbound: { requests: [10] },
      outbound: { requests: [7] },
      callers: [call(node('unmeshed', 'unmeshed'), 10)],
      callees: [call(node('api'), 4), call(node('secret'), 3)],
      changes: [
        { kind: 'rollout', at: 1, nodeId: 'web', name: 'web', detail: 'v2' },
        { kind: 'restart', at: 2, nodeId: 'api', name: 'api-1' },
        { kind: 'restart', at: 3, nodeId: 'secret', name: 'secret-1' },
      ],
    },
    {
      workload: node('secret'),
      inbound: { requests: [3] },
      outbound: {},
      callers: [call(node('web'), 3)],
      callees: [],
      changes: [],
    },
  ],
};

describe('filterVisibleHistory', () => {
  it('leaves of a hidden peer the numbers of the call, and nothing of what happened to it', async () => {
    const visible = await filterVisibleHistory(
      {
        authorization: {
          viewTopology: async (_, topology) =>
            hideTopology(
              topology,
              ({ name }) => name !== 'secret',
              id => `hidden-${id.length}`,
            ),
        },
        entityWorkloads: { entitiesOfAll: async refs => refs.map(() => []) },
      },
      mockCredentials.user(),
      HISTORY,
    );
    const [web, ...others] = visible.workloads;
    expect(web.callers).toEqual(HISTORY.workloads[0].callers);
    expect(web.callees).toEqual([
      call(node('api'), 4),
      {
        peer: expect.objectContaining({ type: 'hidden', kind: 'Hidden' }),
        series: { requests: [3] },
      },
    ]);
    expect(web.changes.map(({ name }) => name)).toEqual(['web', 'api-1']);
    // What a hidden workload answered is none of the viewer's business.
    expect(others.map(({ workload }) => workload.type)).toEqual([]);
    expect(JSON.stringify(visible)).not.toContain('secret');
  });
});
