import type { HealthState } from '@backstage-mesh/plugin-service-mesh-common';
import type { GraphGroup } from '../graph';

/** What is judged: a group, or a workload that stands alone. */
export type Judged = Pick<GraphGroup, 'title' | 'state' | 'kind'>;

/** How a mesh is, in one sentence's worth: groups by their state, worst first. */
export interface MeshVerdict {
  state: HealthState;
  failing: Judged[];
  suffering: Judged[];
  degraded: Judged[];
  /** Groups of which nothing is measured. */
  unmeasured: Judged[];
  /** Whether there is traffic at all that could fail. */
  hasTraffic: boolean;
  total: number;
}

/** States of what nobody calls, as far as anybody knows. */
const SILENT: readonly HealthState[] = ['no-traffic', 'not-measured'];

/**
 * Sums up how groups are.
 *
 * @param groups - worst first
 */
export function judgeMesh(groups: readonly Judged[]): MeshVerdict {
  const those = (state: HealthState) =>
    groups.filter(group => group.state === state);
  return {
    state: groups[0]?.state ?? 'not-measured',
    failing: those('failing'),
    suffering: those('failing-because'),
    degraded: those('degraded'),
    unmeasured: those('not-measured'),
    hasTraffic: groups.some(({ state }) => !SILENT.includes(state)),
    total: groups.length,
  };
}
