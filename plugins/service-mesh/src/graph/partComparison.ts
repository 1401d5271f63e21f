import type {
  MeshChange,
  PartDelta,
  TrafficStats,
} from '@backstage-mesh/plugin-service-mesh-common';

/** What became of a node or a call between two moments, in a graph that compares them. */
export interface PartComparison {
  delta: PartDelta;
  /** Its numbers at the first moment; absent where it was not there. */
  before?: TrafficStats;
  /** The newest version that began in between. */
  rollout?: MeshChange;
  /** The newest weights that calls to it were given in between. */
  split?: MeshChange;
}

/** Whether it is drawn faded: it changed by no more than its usual noise, or nobody can say. */
export function isUnchanged(compared: PartComparison | undefined): boolean {
  return (
    compared !== undefined &&
    compared.rollout === undefined &&
    compared.split === undefined &&
    ['same', 'unknown'].includes(compared.delta.outcome)
  );
}
