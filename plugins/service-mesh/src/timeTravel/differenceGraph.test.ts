import {
  DEFAULT_HEALTH_THRESHOLDS,
  TopologyComparison,
  TopologyEdge,
  TopologyNode,
  compareTopologies,
} from '@backstage-mesh/plugin-service-mesh-common';
import { judgeComparison } from './comparisonVerdict';
import { changedGraph, differenceGraph } from './differenceGraph';

function node(id: string): TopologyNode {
  return {
    id,
    type: 'workload',
    cluster: 'east',
    kind: 'Deployment',
    name: id,
    entityRefs: [],
    stats: {},
  };
}

function edge(id: string, failures = 0): TopologyEdge {
  const [source, target] = id.split('>');
  return {
    id,
    source,
    target,
    protocol: 'http',
    countedBy: 'source',
    stats: {
      requestsPerSecond: 10,
      successRate: 1 - failures / 3000,
      counts: { successes: 3000 - failures, failures, requests: 3000 },
    },
  };
}

function comparison(
  before: string[],
  after: string[],
  failing = 0,
): TopologyComparison {
  const topology = (ids: string[], failures: number) => ({
    window: '5m',
    source: 'prometheus' as const,
    measurements: [
      {
        cluster: 'east',
        source: 'prometheus' as const,
        windowSeconds: 300,
        measuredAt: '2026-01-01T12:00:00Z',
      },
    ],
    warnings: [],
    focus: ['web'],
    nodes: [...new Set(ids.flatMap(id => id.split('>')))].map(node),
    edges: ids.map(id => edge(id, id === 'web>api' ? failures : 0)),
  });
  return {
    before: topology(before, 0),
    after: topology(after, failing),
    spreads: {},
    changes: [
      { kind: 'rollout', at: 1, nodeId: 'api', name: 'api', detail: '1' },
      { kind: 'rollout', at: 2, nodeId: 'api', name: 'api', detail: '2' },
    ],
  };
}

function graphOf(compared: TopologyComparison) {
  const differences = compareTopologies(compared);
  return {
    graph: differenceGraph(compared, differences, DEFAULT_HEALTH_THRESHOLDS),
    verdict: judgeComparison(differences),
  };
}

describe('differenceGraph', () => {
  const { graph, verdict } = graphOf(
    comparison(
      ['web>api', 'web>old', 'web>same'],
      ['web>api', 'web>fresh', 'web>same'],
      900,
    ),
  );

  it('keeps what is gone, and marks what came and went', () => {
    expect(graph.edges.get('web>old')).toMatchObject({
      change: 'gone',
      compared: { delta: { presence: 'gone' } },
    });
    expect(graph.edges.get('web>fresh')!.change).toBe('new');
    expect(graph.edges.get('web>same')!.change).toBeUndefined();
    expect(graph.nodes.get('old')!.compared!.delta.presence).toBe('gone');
    expect(graph.nodes.get('fresh')!.compared!.delta.presence).toBe('new');
  });

  it('has the numbers of then, and the newest version', () => {
    const { compared } = graph.nodes.get('api')!;
    expect(compared!.rollout!.detail).toBe('2');
    expect(graph.edges.get('web>api')!.compared!.before!.counts).toMatchObject({
      failures: 0,
    });
  });

  it('leaves out what did not change, but for the component itself', () => {
    expect([...changedGraph(graph).edges.keys()].sort()).toEqual([
      'web>api',
      'web>fresh',
      'web>old',
    ]);
    const quiet = graphOf(comparison(['web>same'], ['web>same'])).graph;
    expect([...changedGraph(quiet).nodes.keys()]).toEqual(['web']);
  });

  it('marks who was given another share of the calls, though its numbers are as they were', () => {
    const same = comparison(['web>same'], ['web>same']);
    const detail = '80/20 → 50/50';
    const split = graphOf({
      ...same,
      changes: [
        { kind: 'split', at: 1, nodeId: 'same', name: 'route', detail },
      ],
    }).graph;
    expect(split.nodes.get('same')!.compared!.split!.detail).toBe(detail);
    expect([...changedGraph(split).nodes.keys()]).toContain('same');
  });

  it('counts what got worse, came and went', () => {
    expect(verdict).toMatchObject({
      state: 'worse',
      worse: 1,
      newCalls: 1,
      goneCalls: 1,
    });
    expect(graphOf(comparison(['web>same'], ['web>same'])).verdict.state).toBe(
      'same',
    );
  });
});
