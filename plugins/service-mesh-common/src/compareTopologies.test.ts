import { compareTopologies } from './compareTopologies';
import { TopologyComparison } from './comparison';
import { MeshChange } from './history';
import { TrafficStats, Warning } from './stats';
import { Topology, TopologyEdge, TopologyNode } from './topology';
import { TopologyDifference } from './topologyDifferences';

const WINDOW = 300;

/** `[successes, failures, p99]` of five minutes; undefined = not measured. */
type Numbers = [number, number, number?] | undefined;

function stats(numbers: Numbers): TrafficStats {
  if (!numbers) {
    return {};
  }
  const [successes, failures, p99] = numbers;
  const answered = successes + failures;
  return {
    requestsPerSecond: answered / WINDOW,
    counts: { successes, failures, requests: answered },
    ...(answered > 0 && { successRate: successes / answered }),
    ...(p99 !== undefined && { latencyMs: { p99 } }),
  };
}

function topology(
  nodes: Record<string, Numbers>,
  edges: Record<string, Numbers>,
  more: Partial<Topology> = {},
): Topology {
  return {
    window: '5m',
    source: 'prometheus',
    measurements: [
      {
        cluster: 'east',
        source: 'prometheus',
        windowSeconds: WINDOW,
        measuredAt: '2026-01-01T12:00:00Z',
      },
    ],
    warnings: [],
    nodes: Object.entries(nodes).map(
      ([id, numbers]): TopologyNode => ({
        id,
        type: 'workload',
        cluster: 'east',
        kind: 'Deployment',
        name: id,
        entityRefs: [],
        stats: stats(numbers),
      }),
    ),
    edges: Object.entries(edges).map(([id, numbers]): TopologyEdge => {
      const [source, target] = id.split('>');
      return {
        id,
        source,
        target,
        protocol: 'http',
        stats: stats(numbers),
        countedBy: 'source',
      };
    }),
    ...more,
  };
}

function compare(
  before: Topology,
  after: Topology,
  more: Partial<TopologyComparison> = {},
) {
  return compareTopologies({
    before,
    after,
    spreads: {},
    changes: [],
    ...more,
  });
}

/** `fails web>api`. */
function lines(differences: readonly TopologyDifference[]): string[] {
  return differences.map(
    ({ kind, subject, change }) => `${kind} ${subject?.id ?? change?.name}`,
  );
}

const warning = (code: string, cluster?: string): Warning => ({
  code,
  message: code,
  ...(cluster && { cluster }),
});

const fine: Numbers = [3000, 0, 100];
const broken: Numbers = [2000, 1000, 100];

describe('compareTopologies', () => {
  const cases: [string, Topology, Topology, string[]][] = [
    [
      'nothing changes',
      topology({ web: fine, api: fine }, { 'web>api': fine }),
      topology({ web: fine, api: fine }, { 'web>api': fine }),
      [],
    ],
    [
      'names the calls to what began to fail, and who is affected',
      topology(
        { web: fine, api: fine, db: fine },
        { 'web>api': fine, 'api>db': fine },
      ),
      topology(
        { web: [2100, 900, 100], api: [2050, 950, 100], db: broken },
        { 'web>api': [2050, 950, 100], 'api>db': broken },
      ),
      ['fails api>db', 'affected api', 'affected web'],
    ],
    [
      'names the calls of a callee that stays green, as one that is too slow does',
      topology({ web: fine, api: fine }, { 'web>api': fine }),
      topology({ web: fine, api: fine }, { 'web>api': broken }),
      ['fails web>api'],
    ],
    [
      'names a workload whose callers are not known',
      topology({ api: fine }, {}),
      topology({ api: broken }, {}),
      ['fails api'],
    ],
    [
      'orders by added failures, then lost calls, then latency',
      topology({ a: fine, b: fine, c: fine, d: fine, e: fine }, {}),
      topology(
        {
          a: [3000, 0, 900],
          b: [300, 0, 100],
          c: [2900, 100, 100],
          d: broken,
          e: [3000, 0, 300],
        },
        {},
      ),
      ['fails d', 'fails c', 'fewer-calls b', 'slower a', 'slower e'],
    ],
    [
      'tells what is new and what is gone by its calls',
      topology({ web: fine, old: fine }, { 'web>old': fine }),
      topology({ web: fine, fresh: fine }, { 'web>fresh': fine }),
      ['gone web>old', 'new web>fresh'],
    ],
    [
      'tells a workload that came without calls',
      topology({ web: fine }, {}),
      topology({ web: fine, batch: undefined }, {}),
      ['new batch'],
    ],
    [
      'a workload that falls silent is still there',
      topology({ web: fine, api: fine }, { 'web>api': fine }),
      topology({ web: fine, api: [0, 0] }, {}),
      ['fewer-calls api', 'gone web>api'],
    ],
    [
      'judges a workload that nobody calls by the calls that it makes',
      topology({ job: undefined, api: fine }, { 'job>api': fine }),
      topology({ job: undefined, api: fine }, { 'job>api': broken }),
      ['fails job>api', 'affected job'],
    ],
    [
      'puts what is better last',
      topology({ a: broken, b: fine }, {}),
      topology({ a: fine, b: [6000, 0, 100] }, {}),
      ['more-calls b', 'recovered a'],
    ],
    [
      'what was measured at one moment only is neither new nor gone nor changed',
      topology({ web: fine, api: undefined }, {}),
      topology({ web: undefined, api: fine }, {}),
      [],
    ],
  ];

  it.each(cases)('%s', (_, before, after, expected) => {
    expect(lines(compare(before, after).differences)).toEqual(expected);
  });

  it.each([
    ['nothing was measured then', { measurements: [] }, {}],
    [
      'the source does not remember that far',
      { warnings: [warning('not-remembered', 'east')] },
      {},
    ],
    ['a part is missing then', { warnings: [warning('partial-data')] }, {}],
    ['the numbers were old then', { warnings: [warning('stale', 'east')] }, {}],
    ['nothing is measured now', {}, { measurements: [] }],
    [
      'the cluster is shown as it was',
      {},
      { warnings: [warning('inventory-stale', 'east')] },
    ],
    [
      'the cluster does not answer now',
      {},
      { warnings: [warning('cluster-unreachable', 'east')] },
    ],
  ] as const)('calls nothing new or gone where %s', (_, then, now) => {
    const { differences, nodes, unknown } = compare(
      topology({ web: fine, old: fine }, { 'web>old': fine }, then as object),
      topology({ web: fine, api: fine }, { 'web>api': fine }, now as object),
    );
    const told = lines(differences);
    expect([...told].filter(line => line.startsWith('new'))).toEqual(
      Object.keys(then).length > 0 ? [] : ['new web>api'],
    );
    expect([...told].filter(line => line.startsWith('gone'))).toEqual(
      Object.keys(now).length > 0 ? [] : ['gone web>old'],
    );
    expect(
      nodes.get(Object.keys(then).length > 0 ? 'api' : 'old'),
    ).toMatchObject({ presence: 'unknown', outcome: 'unknown' });
    expect(unknown).toEqual({ nodes: 1, edges: 1 });
  });

  it('takes another cluster by its own measurement', () => {
    const { nodes } = compare(
      topology({}, {}, { warnings: [warning('not-remembered', 'west')] }),
      topology({ api: fine }, {}),
    );
    expect(nodes.get('api')!.presence).toBe('new');
  });

  it('keeps to three times the usual spread of a node and of an edge', () => {
    const before = topology({ api: [2900, 100, 100] }, { 'web>api': fine });
    const after = topology({ api: [2700, 300, 130] }, { 'web>api': fine });
    const quiet = compare(before, after, {
      spreads: { api: { successRate: 0.03, p99: 15 } },
    });
    expect(lines(quiet.differences)).toEqual([]);
    expect(quiet.unchanged).toEqual({ nodes: 1, edges: 1 });
    const loud = compare(before, after, {
      spreads: { api: { successRate: 0.01, p99: 15 } },
    });
    expect(lines(loud.differences)).toEqual(['fails api']);
  });

  it('adds the retries of a caller up, whoever it calls', () => {
    const retried = (id: string, attempts: number): TopologyEdge => ({
      ...topology({}, { [id]: fine }).edges[0],
      stats: {
        ...stats([3000, attempts - 3000]),
        calls: { successes: 3000, failures: 0 },
      },
    });
    const nodes = { web: fine, a: fine, b: fine };
    const { differences } = compare(
      topology(nodes, { 'web>a': fine, 'web>b': fine }),
      {
        ...topology(nodes, {}),
        edges: [retried('web>a', 3600), retried('web>b', 3300)],
      },
    );
    const line = differences.find(({ kind }) => kind === 'retries');
    expect(line).toMatchObject({ subject: { type: 'node', id: 'web' } });
    expect(line!.delta!.retriesPerSecond).toEqual({
      before: 0,
      after: 3,
      direction: 'up',
    });
  });

  it('tells nothing of retries that are as many as before, to other callees', () => {
    const retried = (id: string, attempts: number): TopologyEdge => ({
      ...topology({}, { [id]: fine }).edges[0],
      stats: {
        ...stats([3000, attempts - 3000]),
        calls: { successes: 3000, failures: 0 },
      },
    });
    const at = (a: number, b: number): Topology => ({
      ...topology({ web: fine, a: fine, b: fine }, {}),
      edges: [retried('web>a', a), retried('web>b', b)],
    });
    const { differences, edges } = compare(at(3600, 3000), at(3000, 3600));
    expect(edges.get('web>a')!.traffic.retriesPerSecond.direction).toBe('down');
    expect(differences.filter(({ kind }) => kind === 'retries')).toEqual([]);
  });

  it('tells versions and restarts after the harm, and keeps them where the workload is not shown', () => {
    const changes: MeshChange[] = [
      { kind: 'restart', at: 2, nodeId: 'api', name: 'api-1', detail: 'app' },
      { kind: 'rollout', at: 1, nodeId: 'api', name: 'api', detail: '1.8.2' },
      { kind: 'rollout', at: 3, nodeId: 'far', name: 'far' },
    ];
    const { differences } = compare(
      topology({ api: fine }, {}),
      topology({ api: broken }, {}),
      { changes },
    );
    expect(lines(differences)).toEqual([
      'fails api',
      'rollout far',
      'rollout api',
      'restart api',
    ]);
    expect(differences[1].subject).toBeUndefined();
  });

  it('compares a thousand workloads in a blink', () => {
    const names = Array.from({ length: 1000 }, (_, i) => `w${i}`);
    const nodes = (numbers: Numbers) =>
      Object.fromEntries(names.map(name => [name, numbers]));
    const edges = (numbers: Numbers) =>
      Object.fromEntries(
        names.flatMap((name, i) =>
          [1, 7].map(step => [`${name}>w${(i + step) % 1000}`, numbers]),
        ),
      );
    const { differences } = compare(
      topology(nodes(fine), edges(fine)),
      topology(nodes(broken), edges(broken)),
    );
    expect(differences.filter(({ kind }) => kind === 'affected')).toHaveLength(
      1000,
    );
  });
});
