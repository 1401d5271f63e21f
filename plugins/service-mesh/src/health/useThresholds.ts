import {
  DEFAULT_HEALTH_THRESHOLDS,
  HealthThresholds,
} from '@backstage-mesh/plugin-service-mesh-common';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { useMemo } from 'react';

/** From where on something is healthy or degraded in this portal (`serviceMesh.health`). */
export function useThresholds(): HealthThresholds {
  const config = useApi(configApiRef);
  return useMemo(() => {
    const health = config.getOptionalConfig('serviceMesh.health');
    return {
      healthy:
        health?.getOptionalNumber('healthy') ??
        DEFAULT_HEALTH_THRESHOLDS.healthy,
      degraded:
        health?.getOptionalNumber('degraded') ??
        DEFAULT_HEALTH_THRESHOLDS.degraded,
      minRequests:
        health?.getOptionalNumber('minRequests') ??
        DEFAULT_HEALTH_THRESHOLDS.minRequests,
    };
  }, [config]);
}
