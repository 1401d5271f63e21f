import {
  DEFAULT_HEALTH_THRESHOLDS,
  EntityHistory,
  WorkloadStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import { call, http, measured, workload } from '../__fixtures__/videoCatalog';
import { peerGraph } from '../graph';
import { gatherEvidence } from './evidence';
import { findInHistory } from './finding';

const self = workload('self', { stats: http(10, 90, 1) });
const bad = workload('bad', { stats: {} });
const good = workload('good', { stats: {} });
const stats: WorkloadStats = {
  workload: self,
  inbound: [],
  outbound: [
    {
      peer: good,
      edge: call(self, good, 'http', 'mesh', http(10, 100, 1)),
    },
    {
      peer: bad,
      edge: call(self, bad, 'http', 'mesh', {
        ...http(10, 90, 1),
        calls: { successes: 95, failures: 5 },
        deniedPerSecond: 0.1,
      }),
    },
  ],
  pods: [],
  errors: [],
};
const graph = peerGraph(stats, DEFAULT_HEALTH_THRESHOLDS);
const times = Array.from({ length: 24 }, (_, step) => step * 60_000);

function findingWith(failures: number[]) {
  const history: EntityHistory = {
    ...measured('5m'),
    stepSeconds: 60,
    times,
    spanSteps: 12,
    workloads: [
      {
        workload: self,
        inbound: { successes: times.map(() => 9), failures },
        outbound: {},
        callers: [],
        callees: [
          {
            peer: bad,
            series: {
              successes: times.map(() => 9),
              failures,
              timeouts: failures,
            },
          },
        ],
        changes: [],
      },
    ],
  };
  return findInHistory(
    history,
    self,
    measured('5m'),
    DEFAULT_HEALTH_THRESHOLDS,
  );
}

describe('gatherEvidence', () => {
  it('counts the window where there is no history: calls after retries, and denials', () => {
    expect(gatherEvidence(graph, self.id, undefined)).toEqual([
      { peerId: bad.id, calls: 100, failures: 35, denied: 30 },
    ]);
  });

  it('lays the span step by step beside its own failures', () => {
    const failures = times.map((_, step) => (step < 12 ? 0 : 3));
    const [row] = gatherEvidence(graph, self.id, findingWith(failures));
    expect(row).toMatchObject({
      peerId: bad.id,
      calls: 144,
      failures: 36,
      timeouts: 36,
      evidence: { kind: 'timeouts', explainedShare: 1 },
    });
    expect(row.series?.values).toEqual(failures.slice(12));
    expect(row.series?.before).toEqual(failures.slice(12));
  });

  it('falls back to the window while the history knows of no failure', () => {
    const [row] = gatherEvidence(
      graph,
      self.id,
      findingWith(times.map(() => 0)),
    );
    expect(row).toMatchObject({ peerId: bad.id, failures: 35 });
    expect(row.evidence).toBeUndefined();
  });
});
