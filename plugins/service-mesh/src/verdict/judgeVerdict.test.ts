import {
  DEFAULT_HEALTH_THRESHOLDS,
  TopologyEdge,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import { call, http, tcp, workload } from '../__fixtures__/videoCatalog';
import { GraphNode, modelTopology } from '../graph';
import { judgeVerdict, verdictState } from './judgeVerdict';

function verdictOf(
  self: TopologyNode,
  others: TopologyNode[] = [],
  edges: TopologyEdge[] = [],
) {
  const graph = modelTopology(
    { nodes: [self, ...others], edges, focus: [self.id] },
    DEFAULT_HEALTH_THRESHOLDS,
  );
  return judgeVerdict(graph, graph.nodes.get(self.id) as GraphNode);
}

const good = workload('good', { stats: http(9, 100, 10) });
const caller = workload('caller', { stats: http(9, 100, 10) });

describe('judgeVerdict', () => {
  it('names a callee that fails its calls, also where the callee itself is green', () => {
    const self = workload('self', { stats: http(10, 90, 10) });
    const verdict = verdictOf(
      self,
      [good],
      [call(self, good, 'http', 'mesh', http(10, 80, 10))],
    );
    expect(verdict).toMatchObject({
      type: 'failing-callee',
      callee: { id: good.id },
    });
    expect(verdictState(verdict)).toBe('failing');
  });

  it('names the caller that suffers from its own failures', () => {
    const self = workload('self', { stats: http(10, 90, 10) });
    expect(
      verdictOf(
        self,
        [caller],
        [call(caller, self, 'http', 'mesh', http(10, 90, 10))],
      ),
    ).toMatchObject({ type: 'failing-self', caller: { id: caller.id } });
  });

  it('names the caller that loses the most calls, not the one that loses the largest share of a few', () => {
    const self = workload('self', { stats: http(10, 90, 10) });
    const rare = workload('rare', { stats: http(1, 100, 10) });
    expect(
      verdictOf(
        self,
        [rare, caller],
        [
          call(rare, self, 'http', 'mesh', http(0.5, 80, 10)),
          call(caller, self, 'http', 'mesh', http(9, 94.5, 10)),
        ],
      ),
    ).toMatchObject({ type: 'failing-self', caller: { id: caller.id } });
  });

  it('says so where nobody is known to suffer', () => {
    const verdict = verdictOf(workload('self', { stats: http(10, 90, 10) }));
    expect(verdict).toMatchObject({ type: 'failing-self' });
    expect(verdict).not.toHaveProperty('caller.id');
  });

  it.each([
    [
      'denied',
      workload('self', {
        stats: { ...http(10, 100, 10), deniedPerSecond: 0.5 },
      }),
    ],
    [
      'pods-broken',
      workload('self', {
        stats: http(10, 100, 10),
        errors: [
          { pod: 'p', container: 'c', image: 'i', reason: 'r', message: 'm' },
        ],
      }),
    ],
    ['healthy', workload('self', { stats: http(10, 99.5, 10) })],
    ['tcp', workload('self', { stats: tcp(3, 10, 10) })],
    ['too-few', workload('self', { stats: http(0.01, 0, 10) })],
    [
      'no-traffic',
      workload('self', {
        stats: { requestsPerSecond: 0, counts: { successes: 0, failures: 0 } },
      }),
    ],
    ['not-measured', workload('self', { stats: {} })],
  ])('says %s', (type, self) => {
    expect(verdictOf(self).type).toBe(type);
  });

  it('judges a pure client by its calls', () => {
    const self = workload('self', {
      stats: { requestsPerSecond: 0, counts: { successes: 0, failures: 0 } },
    });
    expect(
      verdictOf(
        self,
        [good],
        [call(self, good, 'http', 'mesh', http(10, 100, 10))],
      ).type,
    ).toBe('client');
  });
});
