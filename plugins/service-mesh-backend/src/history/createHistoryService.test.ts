import { mockServices } from '@backstage/backend-test-utils';
import {
  EntityHistory,
  findBlame,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  MeshTraffic,
  RequestIncrease,
  TrafficHistoryRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Clusters } from '../clusters';
import { meshedPod, podSnapshot } from '../metrics/__testUtils__/podSnapshot';
import {
  scriptedCluster,
  scriptedMesh,
} from '../mesh/__testUtils__/scriptedCluster';
import { createHistoryService } from './createHistoryService';
import { TrafficHistoryService } from './TrafficHistoryService';

const MINUTE = 60_000;
const START = Date.parse('2026-01-01T12:00:30Z');

function ref(name: string, namespace = 'a'): WorkloadRef {
  return { cluster: 'c', namespace, kind: 'Deployment', name };
}

const WEB = ref('web');
const API = ref('api');

/** A step in which web answered so, and called api. */
function step(options: {
  at: number;
  own?: RequestIncrease;
  call?: RequestIncrease;
  windowSeconds?: number;
}): MeshTraffic {
  const { at, own, call, windowSeconds = 60 } = options;
  return {
    workloads: own ? [{ workload: WEB, http: own }] : [],
    edges: call
      ? [
          {
            source: { type: 'workload', workload: WEB },
            target: { type: 'workload', workload: API },
            protocol: 'http',
            countedBy: 'source',
            http: call,
          },
        ]
      : [],
    windowSeconds,
    measuredAt: at,
    warnings: [],
  };
}

function scene(answer: (at: number, step: number) => MeshTraffic | undefined) {
  const clock = { now: START };
  const asked: TrafficHistoryRequest[] = [];
  const script = { answer, fail: '', warn: '' };
  const snapshot = podSnapshot([
    meshedPod('a', 'web', 1),
    meshedPod('a', 'api', 1),
  ]);
  const mesh = scriptedMesh({
    trafficHistory: async request => {
      asked.push(request);
      if (script.fail) {
        throw new Error(script.fail);
      }
      return {
        steps: request.times.map((time, i) => script.answer(time, i)),
        warnings: script.warn
          ? [{ code: 'metric-missing', message: script.warn }]
          : [],
      };
    },
  });
  const cluster = scriptedCluster(snapshot, mesh);
  const logger = mockServices.logger.mock();
  const service = createHistoryService({
    clusters: { get: async () => cluster } as Partial<Clusters> as Clusters,
    histories: new TrafficHistoryService({ logger, now: () => clock.now }),
    logger,
    now: () => clock.now,
  });
  const ask = (
    options: { windowSeconds?: number; end?: number } = {},
    workloads: readonly WorkloadRef[] = [WEB],
  ) => service.workloadHistory(workloads, { windowSeconds: 60, ...options });
  return { ask, asked, clock, script };
}

const web = ({ workloads }: EntityHistory) => workloads[0];

const OK = { requests: 60, successes: 60, failures: 0 };

describe('history of a workload', () => {
  it('holds what it answered, its calls, and what is unknown', async () => {
    const { ask } = scene((at, i) => {
      if (i < 20) {
        return undefined;
      }
      return i === 22
        ? step({ at, own: OK })
        : step({
            at,
            own: { requests: 60, successes: 50, failures: 10 },
            call: {
              requests: 30,
              successes: 20,
              failures: 10,
              latencySumMs: 300,
              latencyCount: 30,
            },
          });
    });
    const history = await ask();
    expect(history).toMatchObject({
      window: '1m',
      source: 'prometheus',
      stepSeconds: 60,
      spanSteps: 12,
      warnings: [],
    });
    expect(history.times).toHaveLength(24);
    const { inbound, outbound, callers, callees, rememberedSince } =
      web(history);
    expect(rememberedSince).toBe(history.times[19]);
    expect(inbound.failures?.slice(18)).toEqual([null, null, 10, 10, 0, 10]);
    expect(callers).toEqual([]);
    expect(callees).toHaveLength(1);
    expect(callees[0].peer).toMatchObject({ name: 'api', stats: {} });
    // It was measured and called nobody: that is a zero.
    expect(callees[0].series.requests?.slice(18)).toEqual([
      null,
      null,
      30,
      30,
      0,
      30,
    ]);
    expect(callees[0].series.mean?.slice(20)).toEqual([10, 10, null, 10]);
    expect(outbound.failures?.slice(20)).toEqual([10, 10, 0, 10]);
  });

  it('knows nothing of a workload in the steps in which no proxy of it was measured', async () => {
    const { ask } = scene((at, i) => step(i % 2 ? { at, own: OK } : { at }));
    const { inbound } = web(await ask());
    expect(inbound.requests?.slice(0, 4)).toEqual([null, 60, null, 60]);
  });

  it('carries blame', async () => {
    const { ask } = scene((at, i) => {
      const failures = i % 3 ? 0 : 10;
      const counted = { requests: 60, successes: 60 - failures, failures };
      return step({ at, own: counted, call: counted });
    });
    const blame = findBlame(web(await ask()));
    expect(blame).toMatchObject({
      ownFailures: 80,
      certain: true,
      origin: { kind: 'errors', explainedShare: 1 },
    });
  });

  it('brings what was counted in a longer window to the step', async () => {
    const { ask } = scene(at => step({ at, own: OK, windowSeconds: 120 }));
    expect(web(await ask()).inbound.requests?.[0]).toBe(30);
  });

  it('is asked by namespace, each step once, for everybody', async () => {
    const { ask, asked, clock } = scene(at => step({ at, own: OK }));
    await Promise.all([ask(), ask(), ask()]);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      scope: { namespaces: ['a'] },
      stepSeconds: 60,
    });
    expect(asked[0].times).toHaveLength(24);
    clock.now += 10_000;
    await ask();
    expect(asked).toHaveLength(1);
    clock.now += MINUTE;
    const later = await ask();
    expect(asked[1].times).toEqual([later.times.at(-1)]);
    expect(web(later).inbound.requests).toEqual(Array(24).fill(60));
    // A longer span asks for what is older alone.
    await ask({ windowSeconds: 120 });
    expect(asked[2].times).toHaveLength(23);
    expect(asked[2].times.at(-1)).toBe(asked[0].times[0] - MINUTE);
  });

  it('asks again for what was answered in part', async () => {
    const { ask, asked, clock, script } = scene(at => step({ at, own: OK }));
    script.warn = 'response_total could not be asked';
    expect((await ask()).warnings).toHaveLength(1);
    script.warn = '';
    clock.now += 20_000;
    expect((await ask()).warnings).toEqual([]);
    expect(asked).toHaveLength(2);
  });

  it('keeps what it knows where the source fails, and says since when nothing came', async () => {
    const { ask, clock, script } = scene(at => step({ at, own: OK }));
    await ask();
    script.fail = 'connection refused';
    clock.now += 2 * MINUTE;
    const history = await ask();
    expect(web(history).inbound.requests?.slice(-3)).toEqual([60, null, null]);
    expect(history.measurements[0].staleSince).toBeDefined();
    expect(history.warnings.map(({ code }) => code)).toEqual(['stale']);
  });

  it('says why there is nothing', async () => {
    const { ask, script } = scene(() => undefined);
    script.fail = 'connection refused';
    const history = await ask();
    expect(history.warnings).toMatchObject([
      {
        code: 'metrics-unavailable',
        reason: 'connection refused',
      },
    ]);
    expect(web(history).inbound).toEqual({});
  });

  it('keeps spans of the past apart', async () => {
    const { ask, asked } = scene(at => step({ at, own: OK }));
    const end = START - 300 * MINUTE;
    const past = await ask({ end });
    expect(past.times.at(-1)).toBe(MINUTE * Math.floor(end / MINUTE));
    await ask();
    await ask({ end });
    expect(asked).toHaveLength(2);
  });

  it('leaves out a workload that no longer exists', async () => {
    const { ask } = scene(at => step({ at, own: OK }));
    const { workloads } = await ask({}, [ref('gone'), WEB]);
    expect(workloads.map(({ workload }) => workload.name)).toEqual(['web']);
  });
});
