import {
  DEFAULT_HEALTH_THRESHOLDS,
  EntityHistory,
  HistorySeries,
  MeshChange,
} from '@backstage-mesh/plugin-service-mesh-common';
import { measured, workload } from '../__fixtures__/videoCatalog';
import { changesBefore, findInHistory } from './finding';

const self = workload('self', { stats: {} });
const times = Array.from({ length: 24 }, (_, step) => (step + 1) * 60_000);

function findIn(parts: {
  inbound?: HistorySeries;
  outbound?: HistorySeries;
  changes?: MeshChange[];
}) {
  const answer: EntityHistory = {
    ...measured('5m'),
    stepSeconds: 60,
    times,
    spanSteps: 12,
    workloads: [
      {
        workload: self,
        inbound: {},
        outbound: {},
        callers: [],
        callees: [],
        changes: [],
        ...parts,
      },
    ],
  };
  return findInHistory(answer, self, measured('5m'), DEFAULT_HEALTH_THRESHOLDS);
}

const failing: HistorySeries = {
  requests: times.map(() => 100),
  successes: times.map(() => 80),
  failures: times.map((_, step) => (step < 20 ? 0 : 20)),
};

describe('findInHistory', () => {
  it('knows nothing without a history of the workload', () => {
    const unknown = workload('other', { stats: {} });
    expect(
      findInHistory(
        undefined,
        unknown,
        measured('5m'),
        DEFAULT_HEALTH_THRESHOLDS,
      ),
    ).toBeUndefined();
  });

  it('judges a pure client by its calls', () => {
    expect(
      findIn({
        inbound: { requests: times.map(() => 0) },
        outbound: failing,
      })?.since,
    ).toBe(times[20]);
  });

  it('adds up the window before the one on screen', () => {
    expect(findIn({ inbound: failing })?.previous).toEqual({
      counts: { successes: 400, failures: 0 },
    });
  });
});

describe('changesBefore', () => {
  const change = (at: number): MeshChange => ({
    kind: 'rollout',
    at,
    name: String(at),
  });

  it('names what began within five minutes before, the newest first', () => {
    const moment = times[20];
    const finding = findIn({
      inbound: failing,
      changes: [
        change(moment - 10 * 60_000),
        change(moment - 5 * 60_000),
        change(moment - 30_000),
        change(moment + 30_000),
      ],
    });
    expect(
      finding && changesBefore(finding, moment).map(({ at }) => moment - at),
    ).toEqual([30_000, 300_000]);
  });
});
