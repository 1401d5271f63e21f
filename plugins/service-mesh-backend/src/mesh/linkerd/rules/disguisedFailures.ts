import {
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { RuleRows } from './ruleRows';
import { CalledService, serviceKey } from './serviceNames';
import { Tally } from './Tally';

/**
 * The calls of a workload under one route, by the Service that took them.
 *
 * @internal
 */
export interface RoutedCalls {
  workload: WorkloadRef;
  /** Metrics of gRPC routes know the failures of gRPC. */
  isGrpc: boolean;
  /** The Services that took calls. */
  backends: readonly CalledService[];
  /** Where failures of calls to one of them were taken for successes. */
  tallies(backend: CalledService): readonly Tally[];
}

/**
 * Counts as failures what the metrics of HTTP routes take for successes. Which route a failure belongs to is known where only one route
 * of the caller leads to the Service that failed.
 *
 * @internal
 */
export function unmaskFailures(
  { rows }: RuleRows,
  routes: readonly RoutedCalls[],
): void {
  // Calls between two that are both asked about come twice, and are the same.
  const byPod = new Map<string, { key: string; value: number }>();
  for (const { subject, labels, value, workload } of rows) {
    const { namespace: own, pod, dst_namespace: namespace } = labels;
    const { dst_service: name } = labels;
    if (subject === 'disguised' && namespace && name) {
      const key = keyOf(workload, { namespace, name });
      byPod.set(JSON.stringify([own, pod, namespace, name]), { key, value });
    }
  }
  const failures = new Map<string, number>();
  byPod.forEach(({ key, value }) =>
    failures.set(key, (failures.get(key) ?? 0) + value),
  );
  const users = new Map<string, number>();
  const eachBackend = (
    visit: (route: RoutedCalls, backend: CalledService, key: string) => void,
  ) =>
    routes.forEach(route =>
      route.backends.forEach(backend =>
        visit(route, backend, keyOf(route.workload, backend)),
      ),
    );
  eachBackend((_, __, key) => users.set(key, (users.get(key) ?? 0) + 1));
  eachBackend((route, backend, key) => {
    const failed = failures.get(key);
    if (failed && users.get(key) === 1 && !route.isGrpc) {
      route.tallies(backend).forEach(tally => tally.unmask(failed));
    }
  });
}

function keyOf(workload: WorkloadRef, service: CalledService): string {
  return `${workloadKey(workload)} ${serviceKey(service)}`;
}
