import { Warning } from '@backstage-mesh/plugin-service-mesh-common';
import {
  MeshTraffic,
  MeshTrafficHistory,
} from '@backstage-mesh/plugin-service-mesh-node';

/**
 * What was measured of one scope: steps by their time.
 *
 * @internal
 */
export interface Remembered {
  steps: ReadonlyMap<number, MeshTraffic | undefined>;
  /** Of these something was missing: they are asked again. */
  unsure: ReadonlySet<number>;
  warnings: readonly Warning[];
}

const UNSURE_REFRESH_MS = 15_000;
/** What was measured surely is not asked again before. @internal */
export const SURE_REFRESH_MS = 10 * 60_000;

/** A longer memory than the longest history serves nobody. */
const MAX_STEPS = 150;

/** Warnings that say nothing about what was counted. */
const HARMLESS = new Set(['window-widened']);

/**
 * After how many milliseconds what is remembered is asked for again; at once where steps are missing.
 *
 * @internal
 */
export function refreshOf(
  known: Remembered | undefined,
  times: readonly number[],
): number {
  if (!known || times.some(time => !known.steps.has(time))) {
    return 0;
  }
  return times.some(time => known.unsure.has(time))
    ? UNSURE_REFRESH_MS
    : SURE_REFRESH_MS;
}

/**
 * Asks for the steps that are not known yet.
 *
 * @internal
 */
export async function extend(
  known: Remembered | undefined,
  times: readonly number[],
  ask: (missing: readonly number[]) => Promise<MeshTrafficHistory>,
): Promise<Remembered> {
  const isKnown = (time: number) =>
    known?.steps.has(time) && !known.unsure.has(time);
  const runs = runsOf(times, time => !isKnown(time));
  const answers = await Promise.all(runs.map(ask));
  const steps = new Map(known?.steps);
  const unsure = new Set(known?.unsure);
  runs.forEach((run, i) => {
    const { steps: answered, warnings } = answers[i];
    const isSure = warnings.every(({ code }) => HARMLESS.has(code));
    run.forEach((time, step) => {
      steps.set(time, answered[step]);
      // The newest may be known a little later.
      const isPending = answered[step] === undefined && time === times.at(-1);
      unsure[isSure && !isPending ? 'delete' : 'add'](time);
    });
  });
  const kept = [...steps].sort(([a], [b]) => a - b).slice(-MAX_STEPS);
  return {
    steps: new Map(kept),
    unsure: new Set([...unsure].filter(time => time >= kept[0][0])),
    warnings:
      runs.length > 0
        ? unique(answers.flatMap(({ warnings }) => warnings))
        : known?.warnings ?? [],
  };
}

/** Neighbours that are wanted, together. */
function runsOf(
  times: readonly number[],
  isWanted: (time: number) => boolean,
): number[][] {
  const runs: number[][] = [];
  let open = false;
  for (const time of times) {
    if (!isWanted(time)) {
      open = false;
    } else if (open) {
      runs[runs.length - 1].push(time);
    } else {
      runs.push([time]);
      open = true;
    }
  }
  return runs;
}

/**
 * Each warning once.
 *
 * @internal
 */
export function unique(warnings: readonly Warning[]): Warning[] {
  return [
    ...new Map(
      warnings.map(warning => [JSON.stringify(warning), warning]),
    ).values(),
  ];
}
