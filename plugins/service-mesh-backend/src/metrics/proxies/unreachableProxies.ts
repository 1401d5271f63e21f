import { workloadKey } from '@backstage-mesh/plugin-service-mesh-common';
import { SourceWarning } from '@backstage-mesh/plugin-service-mesh-node';
import { clusterWarning } from '../../clusterWarning';
import { FailedProxy } from './ProxyFleet';

/** They are few in kind, however many proxies there are. */
const MAX_REASONS = 3;

/**
 * What is said where some of the proxies could not be read.
 *
 * @param count - of the proxies that were to be read
 * @internal
 */
export function unreachableProxies(
  cluster: string,
  failed: readonly FailedProxy[],
  count: number,
): SourceWarning[] {
  if (failed.length === 0) {
    return [];
  }
  const workloads = new Map(
    failed.map(({ pod: { workload } }) => [workloadKey(workload), workload]),
  );
  return [
    {
      ...clusterWarning(
        cluster,
        'proxies-unreachable',
        `${failed.length} of ${count} proxies could not be read: their calls are missing from the numbers`,
        [...new Set(failed.map(({ reason }) => reason))]
          .slice(0, MAX_REASONS)
          .join('; '),
      ),
      values: { failed: failed.length, total: count },
      workloads: [...workloads.values()],
    },
  ];
}
