import type { HealthThresholds } from '@backstage-mesh/plugin-service-mesh-common';
import type { NumberTone } from './MetricNumber';

/** The colour of a success number: by its own value, nothing when healthy or unknown. */
export function successTone(
  share: number | undefined,
  thresholds: HealthThresholds,
): NumberTone {
  if (share === undefined || share * 100 >= thresholds.healthy) {
    return 'plain';
  }
  return share * 100 < thresholds.degraded ? 'fail' : 'warn';
}
