import { Warning } from '@backstage-mesh/plugin-service-mesh-common';
import { clusterWarning } from '../clusterWarning';
import { messageOf } from '../messageOf';
import { isNotRemembered } from '../metrics/NotRememberedError';

/** What is asked of a mesh, as sentences begin with it. */
type Asked =
  | 'numbers'
  | 'numbers over time'
  | 'numbers of gateways'
  | 'routes and policies';

const SILENT = 'what measures them does not answer';

/**
 * Older answers are shown, as the newest attempts failed.
 *
 * @internal
 */
export function stoppedWarning(
  cluster: string,
  asked: Asked,
  problem: string,
): Warning {
  const begin = asked[0].toLocaleUpperCase('en') + asked.slice(1);
  return clusterWarning(
    cluster,
    'stale',
    `${begin} of cluster ${cluster} stopped: ${SILENT}`,
    problem,
  );
}

/**
 * There is no answer, and why.
 *
 * @internal
 */
export function missingWarning(
  cluster: string,
  asked: Asked,
  error: unknown,
): Warning {
  if (isNotRemembered(error)) {
    return {
      ...clusterWarning(cluster, 'not-remembered', error.message),
      ...(error.values && { values: error.values }),
    };
  }
  return clusterWarning(
    cluster,
    asked === 'routes and policies'
      ? 'rules-unavailable'
      : 'metrics-unavailable',
    `No ${asked} of cluster ${cluster}: ${SILENT}`,
    messageOf(error),
  );
}
