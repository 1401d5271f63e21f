import type { TimeTravel } from './useTimeTravel';

/** The keys of time travel: `C` compares, `,` and `.` step in time. */
export function travelKeys(travel: TimeTravel) {
  return {
    c: () => travel.toggleCompare(),
    ',': () => travel.step(-1),
    '.': () => travel.step(1),
  };
}
