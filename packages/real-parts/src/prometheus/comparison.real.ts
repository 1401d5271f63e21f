import { setTimeout as sleep } from 'node:timers/promises';
import { mockServices } from '@backstage/backend-test-utils';
import {
  compareTopologies,
  type Timeline,
  type TopologyComparison,
  type TopologyDifferences,
  type WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { toleranceOf } from '../agreement/tolerance';
import { TruthRecorder, type TrueEdge } from '../demo/TruthRecorder';
import {
  createComparisonService,
  createTimelineService,
  createTopologyService,
  TrafficHistoryService,
  TrafficService,
  type Clusters,
} from '../portal/insides';
import { describeWith } from '../programs/describeWith';
import { waitUntil } from '../programs/waitUntil';
import { MeasuredDemo } from './MeasuredDemo';
import { missingPrometheus } from './RealPrometheus';

const INTERVAL_SECONDS = 4;
const WINDOW_SECONDS = 60;

/** The demo's videos-api gets a version that fails after four minutes: so long before it, the numbers are read. */
const WARM_UP_SECONDS = 120;

/** A new version's series begin with their first event, which one source sees and the other does not. */
const BORN_SERIES = 12;

const workload = (name: string): WorkloadRef => ({
  cluster: 'east',
  namespace: 'video',
  kind: 'Deployment',
  name,
});
const CALLER = workload('playlists-api');
const CALLEE = workload('videos-api');

describeWith(missingPrometheus(), 'two moments around a rollout', () => {
  let measured: MeasuredDemo;

  let rolloutAt: number;
  let moments: { a: number; b: number };
  let comparison: TopologyComparison;
  let differences: TopologyDifferences;
  let timeline: Omit<Timeline, 'origins'>;
  let truth: { before: TrueEdge; after: TrueEdge };

  beforeAll(async () => {
    measured = await MeasuredDemo.start({
      name: 'comparison',
      scrapeIntervalSeconds: INTERVAL_SECONDS,
      warmUpSeconds: WARM_UP_SECONDS,
    });
    const recorder = new TruthRecorder(measured.httpUrl);
    await recorder.start(1_000);
    await observe(recorder).finally(() => recorder.stop());
  }, 420_000);

  afterAll(() => measured?.stop());

  async function observe(recorder: TruthRecorder) {
    const { cluster } = measured.open;
    const snapshot = await cluster.inventory.ready();
    const startedAt = Date.now();
    expect(snapshot.workload(CALLEE)).toBeDefined();
    const newest = () =>
      Date.parse(
        cluster.inventory.snapshot()?.workload(CALLEE)?.versionSince ?? '',
      );
    await waitUntil(
      'the new version of videos-api',
      async () => newest() > startedAt + 1_000 * WINDOW_SECONDS,
      { withinMs: 240_000, everyMs: 1_000 },
    );
    rolloutAt = newest();
    // the new pods take over for some seconds, and then a whole window has to pass
    await sleep(1_000 * (WINDOW_SECONDS + 25));
    moments = { a: rolloutAt - 2_000, b: Date.now() - 5_000 };
    await recorder.record();

    const logger = mockServices.logger.mock();
    const clusters = {
      get: async () => cluster,
      list: async () => [cluster],
    } as unknown as Clusters;
    const histories = new TrafficHistoryService({ logger });
    const topology = createTopologyService({
      clusters,
      traffic: new TrafficService({ logger }),
      logger,
    });
    comparison = await createComparisonService({
      clusters,
      topology,
      histories,
      logger,
    }).compare(
      { workloads: [CALLER], depth: 1 },
      { windowSeconds: WINDOW_SECONDS, before: moments.a, end: moments.b },
    );
    differences = compareTopologies(comparison);
    timeline = await createTimelineService({
      clusters,
      histories,
      logger,
    }).timeline([CALLEE], { depth: 1 });

    const at = (moment: number) => {
      const found = recorder
        .between(moment - 1_000 * WINDOW_SECONDS, moment)
        .find(
          ({ source, target }) =>
            JSON.stringify(source).includes(`"${CALLER.name}"`) &&
            JSON.stringify(target).includes(`"${CALLEE.name}"`),
        );
      if (!found) {
        throw new Error('The simulation knows no such call');
      }
      return found;
    };
    truth = { before: at(moments.a), after: at(moments.b) };
  }

  function call() {
    const named = (name: string) =>
      [...comparison.before.nodes, ...comparison.after.nodes].find(
        node => node.name === name,
      )!.id;
    const [source, target] = [named(CALLER.name), named(CALLEE.name)];
    const edge = comparison.after.edges.find(
      each => each.source === source && each.target === target,
    )!;
    return { edge, delta: differences.edges.get(edge.id)!, target };
  }

  it.each(['before', 'after'] as const)(
    'should count the calls %s as they were',
    moment => {
      const { edge } = call();
      const { counts } = comparison[moment].edges.find(
        ({ id }) => id === edge.id,
      )!.stats;
      const options = {
        windowSeconds: WINDOW_SECONDS,
        intervalSeconds: INTERVAL_SECONDS,
        born: BORN_SERIES,
      };
      const { requests, failures } = truth[moment];
      expect(requests).toBeGreaterThan(200);
      expect(Math.abs(counts!.requests! - requests)).toBeLessThanOrEqual(
        toleranceOf({ count: requests, ...options }),
      );
      expect(Math.abs(counts!.failures - failures)).toBeLessThanOrEqual(
        toleranceOf({ count: failures, ...options }),
      );
    },
  );

  it('should find the change that there truly was, and name the call and the version', () => {
    const { edge, delta, target } = call();
    const share = ({ successes, failures }: TrueEdge) =>
      successes / (successes + failures);
    const change = share(truth.after) - share(truth.before);
    expect(change).toBeLessThan(-0.05);
    const { before, after, direction } = delta.traffic.successRate;
    expect(direction).toBe('down');
    expect(Math.abs(after! - before! - change)).toBeLessThan(0.05);
    const lines = differences.differences.map(
      ({ kind, subject }) => `${kind} ${subject?.id}`,
    );
    expect(lines).toContain(`fails ${edge.id}`);
    expect(lines).toContain(`rollout ${target}`);
    expect(lines.indexOf(`fails ${edge.id}`)).toBeLessThan(
      lines.indexOf(`rollout ${target}`),
    );
  });

  it('should not call usual what fewer than five samples show', () => {
    // Prometheus has read for two minutes when the version comes
    expect(comparison.spreads[call().edge.id]).toBeUndefined();
  });

  it('should tell nothing new or gone that was there all the time', () => {
    const untold = differences.differences.filter(
      ({ kind, subject }) =>
        (kind === 'new' || kind === 'gone') && subject?.type === 'edge',
    );
    const ends = untold.map(({ subject }) =>
      [...comparison.before.edges, ...comparison.after.edges].find(
        ({ id }) => id === subject!.id,
      ),
    );
    // the run of a job, and callers that no metric can name, come and go
    const { edge } = call();
    expect(ends.map(each => each?.id)).not.toContain(edge.id);
  });

  it('should show the failures on the strip from the rollout on', () => {
    const { times, failures, stepSeconds } = timeline;
    expect(stepSeconds).toBe(30);
    const shareIn = (from: number, to: number) => {
      const steps = times.flatMap((time, i) =>
        time - 1_000 * stepSeconds >= from &&
        time <= to &&
        timeline.requests[i] !== null
          ? [i]
          : [],
      );
      const sum = (values: readonly (number | null)[]) =>
        steps.reduce((all, i) => all + (values[i] ?? 0), 0);
      expect(steps.length).toBeGreaterThan(0);
      return sum(failures) / sum(timeline.requests);
    };
    const before = shareIn(moments.a - 70_000, moments.a);
    const after = shareIn(rolloutAt + 20_000, moments.b);
    expect(after).toBeGreaterThan(before + 0.05);
    expect(timeline.changes.map(({ kind }) => kind)).toContain('rollout');
    expect(failures[0]).toBeNull();
  });
});
