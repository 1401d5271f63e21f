import {
  DEFAULT_HEALTH_THRESHOLDS,
  EntityHistory,
  HistorySeries,
  MeshChange,
  TopologyNode,
  TrafficStats,
  WorkloadStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import { render } from '@testing-library/react';
import {
  call,
  http,
  measured,
  tcp,
  workload,
} from '../__fixtures__/videoCatalog';
import { english } from '../__testUtils__/english';
import { formatClock, numberFormats } from '../format';
import { GraphNode, peerGraph } from '../graph';
import { findInHistory } from '../history';
import { judgeVerdict, verdictState } from './judgeVerdict';
import { verdictSentence } from './sentence';

const STEPS = 60;
const SPAN = 30;
const FAILING = 14;
const times = Array.from({ length: STEPS }, (_, step) => (step + 1) * 60_000);
const BEGAN = times[STEPS - FAILING];
const since = `since ${formatClock(BEGAN)}`;

/** Nothing at first, then bursts: two lists of one phase rise and fall together. */
const bursts = (height: number, phase = 0) =>
  times.map((_, step) =>
    step < STEPS - FAILING
      ? 0
      : Math.round(height * (1.4 + Math.sin(1.3 * step + phase))),
  );
const steady = (value: number) => times.map(() => value);

interface Scenario {
  stats: TrafficStats;
  own?: HistorySeries;
  peer?: Partial<TopologyNode>;
  edge: TrafficStats;
  calls?: HistorySeries;
  blind?: boolean;
  changes?: MeshChange[];
}

function tell({ stats, own, peer, edge, calls, blind, changes }: Scenario) {
  const self = workload('self', { stats });
  const callee = workload('callee', { stats: {}, ...peer });
  const store = workload('store', { stats: {} });
  const answer: WorkloadStats = {
    workload: self,
    inbound: [],
    outbound: [
      { peer: callee, edge: call(self, callee, 'http', 'mesh', edge) },
      ...(blind
        ? [
            {
              peer: store,
              edge: call(self, store, 'tcp', 'mesh', tcp(2, 1, 1)),
            },
          ]
        : []),
    ],
    pods: [],
    errors: [],
  };
  const history: EntityHistory = {
    ...measured('5m'),
    stepSeconds: 60,
    times,
    spanSteps: SPAN,
    workloads: [
      {
        workload: self,
        inbound: own ?? {},
        outbound: {},
        callers: [],
        callees: [
          { peer: callee, series: calls ?? {} },
          ...(blind
            ? [{ peer: store, series: { openConnections: steady(2) } }]
            : []),
        ],
        changes: changes ?? [],
      },
    ],
  };
  const finding = own
    ? findInHistory(history, self, measured('5m'), DEFAULT_HEALTH_THRESHOLDS)
    : undefined;
  const graph = peerGraph(answer, DEFAULT_HEALTH_THRESHOLDS, finding);
  const node = graph.nodes.get(self.id) as GraphNode;
  const verdict = judgeVerdict(graph, node, finding);
  const { container } = render(
    verdictSentence(verdict, {
      when: 'in the last 5 min',
      t: english,
      n: numberFormats('en'),
    }),
  );
  return {
    text: container.textContent?.replaceAll('\u00a0', ' '),
    mark: node.health.state,
    shape: verdictState(verdict),
  };
}

const failing = (height: number): HistorySeries => ({
  requests: steady(600),
  successes: steady(600),
  failures: bursts(height),
});

describe('the verdict in words', () => {
  it('says so where one callee explains the failures, with what rolled out before', () => {
    const { text, mark } = tell({
      stats: http(10, 90, 10),
      own: failing(30),
      edge: http(10, 69, 10),
      calls: failing(90),
      changes: [
        {
          kind: 'rollout',
          at: BEGAN - 90_000,
          name: 'callee',
          detail: '1.8.2',
        },
        {
          kind: 'rollout',
          at: BEGAN - 3_600_000,
          name: 'callee',
          detail: '1.8.1',
        },
      ],
    });
    expect(text).toBe(
      `callee fails 31.0 % of the calls from self ${since}, so 10.0 % of requests here fail. Version 1.8.2 of callee rolled out at ${formatClock(
        BEGAN - 90_000,
      )}.`,
    );
    expect(mark).toBe('failing-because');
  });

  it.each([
    [
      { timeouts: bursts(90) },
      'does not answer 31.0 % of the calls from self in time',
    ],
    [
      { unreachable: bursts(90) },
      'takes no connection for 31.0 % of the calls',
    ],
    [{ denied: bursts(90), failures: steady(0) }, 'denies'],
  ] as [HistorySeries, string][])(
    'names the kind of cause: %#',
    (kind, words) => {
      const { text } = tell({
        stats: http(10, 90, 10),
        own: failing(30),
        edge: { ...http(10, 69, 10), deniedPerSecond: 3 },
        calls: { ...failing(90), ...kind },
      });
      expect(text).toContain(words);
      expect(text).toContain('so 10.0 % of requests here fail');
    },
  );

  it('never says so of a callee that fails at other times', () => {
    const { text, mark } = tell({
      stats: http(10, 90, 10),
      own: failing(30),
      edge: http(10, 69, 10),
      calls: { ...failing(90), failures: times.map((_, i) => 40 + (i % 2)) },
      blind: true,
    });
    expect(text).toMatch(
      /^self fails 10\.0 % of requests since .*; it also calls callee, which fails 31\.0 %/,
    );
    expect(text).not.toContain('so 10');
    expect(text).toContain(
      'these calls. The cause may also lie where the mesh cannot see',
    );
    expect(mark).toBe('failing');
  });

  it('says how much it explains where that is not nearly all', () => {
    const { text, mark } = tell({
      stats: http(10, 90, 10),
      own: failing(30),
      edge: http(10, 69, 10),
      calls: failing(20),
    });
    expect(text).toMatch(
      /self fails 10\.0 % of requests since [^.]*\. 6\d\.\d % of these failures came at the same time as failing calls to callee: 31\.0 % of the calls to it fail\.$/,
    );
    expect(mark).toBe('failing-because');
  });

  it('lays both side by side without a history', () => {
    const { text, mark } = tell({
      stats: http(10, 90, 10),
      edge: http(10, 69, 10),
    });
    expect(text).toBe(
      'self fails 10.0 % of requests in the last 5 min; it also calls callee, which fails 31.0 % of these calls.',
    );
    expect(mark).toBe('failing');
  });

  it('counts what the caller got after retries', () => {
    const { text } = tell({
      stats: http(10, 90, 10),
      edge: {
        ...http(10, 69, 10),
        calls: { successes: 800, failures: 200 },
      },
    });
    expect(text).toContain('callee, which fails 20.0 % of these calls');
  });

  it('tells a healthy workload that got slow', () => {
    const slow = times.map((_, i) => (i < STEPS - 10 ? 100 : 220));
    const { text } = tell({
      stats: http(10, 100, 220),
      own: {
        requests: steady(600),
        successes: steady(600),
        failures: steady(0),
        p99: slow,
      },
      edge: http(10, 100, 10),
    });
    expect(text).toBe(
      `self answers 100 % of 10.0 rps; nothing it calls fails. p99 is ×2.2 the 30 min before, since ${formatClock(
        times[STEPS - 10],
      )}.`,
    );
  });
});
