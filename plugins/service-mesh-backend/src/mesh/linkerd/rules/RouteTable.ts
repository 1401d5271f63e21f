import {
  RouteName,
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { CalledService } from './serviceNames';
import { Tally } from './Tally';

/**
 * One route of one workload while it is counted.
 *
 * @internal
 */
export interface RouteCount {
  workload: WorkloadRef;
  direction: 'inbound' | 'outbound';
  route: RouteName;
  /** API group of the route's object. */
  group: string;
  service?: CalledService;
  /** The Service whose ServiceProfile it is a route of. */
  profiled?: CalledService;
  effective: Tally;
  actual: Tally;
  hasActual: boolean;
  /** The Services that took the calls. */
  backends: Map<string, CalledService>;
  retries?: number;
  /** Requests are counted when they are over. */
  requestsFromAnswers: boolean;
}

/**
 * Routes by workload, direction, Service and name.
 *
 * @internal
 */
export class RouteTable {
  private readonly counts = new Map<string, RouteCount>();

  of(
    key: Omit<
      RouteCount,
      'effective' | 'actual' | 'hasActual' | 'backends' | 'requestsFromAnswers'
    >,
    options: Pick<RouteCount, 'requestsFromAnswers'>,
  ): RouteCount {
    const { workload, direction, route, group, service } = key;
    const text = JSON.stringify([
      workloadKey(workload),
      direction,
      [group, route.kind, route.namespace, route.name],
      service && [service.namespace, service.name, service.port],
    ]);
    const known = this.counts.get(text);
    if (known) {
      return known;
    }
    const made: RouteCount = {
      ...key,
      ...options,
      effective: new Tally(),
      actual: new Tally(),
      hasActual: false,
      backends: new Map(),
    };
    this.counts.set(text, made);
    return made;
  }

  all(): RouteCount[] {
    return [...this.counts.values()];
  }
}
