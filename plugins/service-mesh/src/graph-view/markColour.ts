import type { HealthState } from '@backstage-mesh/plugin-service-mesh-common';
import type { Palette } from './palette';

const NAMES: Partial<Record<HealthState, keyof Palette>> = {
  healthy: 'ok',
  degraded: 'warn',
  failing: 'fail',
  'failing-because': 'fail',
};

/** The colour of a state on a canvas; what is neither good nor bad is quiet. */
export function markColour(state: HealthState, palette: Palette): string {
  return palette[NAMES[state] ?? 'muted'];
}
