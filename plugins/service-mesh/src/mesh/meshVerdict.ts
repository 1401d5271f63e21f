import type { HealthState } from '@backstage-mesh/plugin-service-mesh-common';
import type { GraphGroup } from '../graph';

/** How a mesh is, in one sentence's worth: groups by their state, worst first. */
export interface MeshVerdict {
  state: HealthState;
  failing: string[];
  suffering: string[];
  degraded: string[];
  /** Groups of which nothing is measured. */
  unmeasured: number;
  total: number;
}

/** What is judged: a group, or a workload that stands alone. */
export type Judged = Pick<GraphGroup, 'title' | 'state'>;

/**
 * Sums up how groups are.
 *
 * @param groups - worst first
 */
export function judgeMesh(groups: readonly Judged[]): MeshVerdict {
  const titles = (state: HealthState) =>
    groups.filter(group => group.state === state).map(({ title }) => title);
  return {
    state: groups[0]?.state ?? 'not-measured',
    failing: titles('failing'),
    suffering: titles('failing-because'),
    degraded: titles('degraded'),
    unmeasured: titles('not-measured').length,
    total: groups.length,
  };
}
