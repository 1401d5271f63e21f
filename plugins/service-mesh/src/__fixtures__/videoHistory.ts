import type {
  EntityHistory,
  HistorySeries,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  cdn,
  digestMail,
  measured,
  playlistsApi,
  playlistsDb,
  videosApi,
  videosWeb,
} from './videoCatalog';

const STEP_SECONDS = 60;
const SPAN_STEPS = 60;
const STEPS = 2 * SPAN_STEPS;

/** So many steps before the end the calls to `videos-api` began to fail. */
const FAILING_STEPS = 28;

/** The same wobble at every run. */
function wobble(step: number, seed: number): number {
  return Math.sin(step * 1.7 + seed) + Math.sin(step * 0.61 + 2 * seed);
}

/** A node as the other end of calls: without its own numbers. */
function peer(node: TopologyNode): TopologyNode {
  return { ...node, stats: {} };
}

/** Requests over time, of which `failing(step)` percent fail. */
function requests(
  rps: number,
  p99: number,
  seed: number,
  failing: (step: number) => number,
): HistorySeries {
  const each = <T>(value: (step: number) => T) =>
    Array.from({ length: STEPS }, (_, step) => value(step));
  const began = each(step =>
    Math.round(rps * STEP_SECONDS * (1 + 0.04 * wobble(step, seed))),
  );
  const failures = each(step =>
    Math.round((began[step] * failing(step)) / 100),
  );
  const slow = (step: number) => (failing(step) > 1 ? 2.2 : 1);
  const latency = (factor: number) =>
    each(step =>
      Math.round(
        p99 * factor * slow(step) * (1 + 0.03 * wobble(step, seed + factor)),
      ),
    );
  return {
    requests: began,
    successes: each(step => began[step] - failures[step]),
    failures,
    p50: latency(0.14),
    p95: latency(0.53),
    p99: latency(1),
  };
}

/** Bursts that belong together: both ends of a failing call follow them. */
function burst(step: number): number {
  return step < STEPS - FAILING_STEPS ? 0 : 1 + 0.35 * wobble(step, 3);
}

function answer(
  window: string,
  workload: EntityHistory['workloads'][number],
): EntityHistory {
  const end = Math.floor(Date.now() / 60_000) * 60_000;
  return {
    ...measured(window),
    stepSeconds: STEP_SECONDS,
    spanSteps: SPAN_STEPS,
    times: Array.from(
      { length: STEPS },
      (_, step) => end - (STEPS - 1 - step) * STEP_SECONDS * 1000,
    ),
    workloads: [workload],
  };
}

/** `playlists-api` over two hours: since half an hour it fails with the calls to `videos-api`, which got a new version then. */
export function videoHistory(window = '5m'): EntityHistory {
  const connections = Array.from({ length: STEPS }, () => 12);
  const history = answer(window, {
    workload: peer(playlistsApi),
    inbound: requests(19.3, 218, 1, step => 0.05 + 9.6 * burst(step)),
    outbound: requests(25.3, 96, 2, step => 0.05 + 31 * burst(step)),
    callers: [
      {
        peer: peer(videosWeb),
        series: requests(18.4, 216, 1, step => 9.6 * burst(step)),
      },
      {
        peer: peer(digestMail),
        series: requests(0.9, 220, 4, step => 9.8 * burst(step)),
      },
    ],
    callees: [
      {
        peer: peer(videosApi),
        series: requests(25.3, 96, 2, step => 0.05 + 31 * burst(step)),
      },
      { peer: peer(playlistsDb), series: { openConnections: connections } },
      { peer: peer(cdn), series: { openConnections: connections } },
    ],
    changes: [],
  });
  history.workloads[0].changes.push({
    kind: 'rollout',
    at: history.times[STEPS - FAILING_STEPS] - 70_000,
    nodeId: videosApi.id,
    name: 'videos-api',
    detail: '1.8.2',
  });
  return history;
}

/** The same component in good health, as far as a source remembers that has just been started. */
export function healthyHistory(window = '5m'): EntityHistory {
  const history = answer(window, {
    workload: peer(playlistsApi),
    inbound: requests(19.3, 120, 1, () => 0.04),
    outbound: requests(0, 0, 2, () => 0),
    callers: [],
    callees: [],
    changes: [],
  });
  const remembered = 10;
  const [workload] = history.workloads;
  workload.rememberedSince =
    history.times[STEPS - remembered] - STEP_SECONDS * 1000;
  for (const list of Object.values(workload.inbound)) {
    list.fill(null, 0, STEPS - remembered);
  }
  return history;
}
