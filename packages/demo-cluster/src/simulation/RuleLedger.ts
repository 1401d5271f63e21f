import { countEnd } from './countEnd';
import type { Exchange } from './Exchange';
import {
  backendsOf,
  profileRoute,
  refKey,
  type ObjectRef,
  type ServiceModel,
  type WorkloadModel,
} from './model';
import { profileRouteOf } from './outboundRecords';
import type {
  ConfiguredRouteTruth,
  GeneratedRouteTruth,
  PolicyTruth,
  RouteRef,
  RouteTruth,
  SplitTruth,
} from './RuleTruth';
import { EdgeCounts, workloadNode } from './Truth';

type RouteCounts = GeneratedRouteTruth;

interface Split {
  source: WorkloadModel;
  apex: ServiceModel;
  leaves: Map<string, EdgeCounts>;
}

/** What really happened by routes, splits and policies. */
export class RuleLedger {
  private readonly routes = new Map<
    WorkloadModel,
    Map<ServiceModel, Map<string, RouteCounts>>
  >();
  private readonly splits = new Map<string, Split>();
  private readonly policies = new Map<string, PolicyTruth>();

  startAttempt(exchange: Exchange): void {
    const counts = this.countsOf(exchange);
    if (counts) {
      counts.attempts += 1;
      counts.retries += exchange.isRetry ? 1 : 0;
    }
    const leaf = this.leafOf(exchange);
    if (leaf) {
      leaf.requests += 1;
    }
    this.countAdmission(exchange);
  }

  endAttempt(exchange: Exchange): void {
    const leaf = this.leafOf(exchange);
    if (leaf) {
      countEnd(exchange, leaf);
    }
  }

  /** The last attempt of a call has ended. */
  endCall(exchange: Exchange, failed: boolean, isExhausted: boolean): void {
    const counts = this.countsOf(exchange);
    if (!counts) {
      return;
    }
    counts.requests += 1;
    counts.retryLimitExceeded += isExhausted ? 1 : 0;
    if (exchange.givenUp === 'client' && exchange.headMs === undefined) {
      counts.abandoned += 1;
      return;
    }
    counts.timeouts += exchange.givenUp === 'deadline' ? 1 : 0;
    counts.failures += failed ? 1 : 0;
    counts.successes += failed ? 0 : 1;
    counts.retrySuccesses += exchange.isRetry && !failed ? 1 : 0;
  }

  endUnroutable(
    source: WorkloadModel,
    service: ServiceModel,
    calleeRoute: string | undefined,
  ): void {
    const counts = this.route(
      source,
      service,
      profileRoute(service, calleeRoute) ?? '',
    );
    counts.requests += 1;
    counts.unroutable += 1;
  }

  routeTruth(
    configured: (
      source: WorkloadModel,
      service: ServiceModel,
      profileRouteName: string,
    ) => ConfiguredRouteTruth,
  ): RouteTruth[] {
    const found: RouteTruth[] = [];
    for (const [source, byService] of this.routes) {
      for (const [service, byName] of byService) {
        for (const [name, counts] of byName) {
          found.push({
            source: workloadNode(source),
            service: refOf(service),
            route: routeRefOf(service, name),
            configured: configured(source, service, name),
            generated: { ...counts },
          });
        }
      }
    }
    return found;
  }

  splitTruth(): SplitTruth[] {
    return [...this.splits.values()].map(({ source, apex, leaves }) => {
      const backends = backendsOf(apex) ?? [];
      const total = backends.reduce((sum, { weight }) => sum + weight, 0);
      const { kind, name } = routeRefOf(apex, '');
      return {
        source: workloadNode(source),
        apex: refOf(apex),
        route: { kind, ...(name ? { name } : {}) },
        leaves: backends.map(backend => ({
          service: refOf(backend),
          weight: backend.weight,
          configuredShare: backend.weight / total,
          generated: (
            leaves.get(refKey(backend)) ?? new EdgeCounts()
          ).snapshot(),
        })),
      };
    });
  }

  policyTruth(): PolicyTruth[] {
    return [...this.policies.values()].map(item => ({
      ...item,
      generated: { ...item.generated },
    }));
  }

  /** Counts of a workload's calls by a route; `name` is that of a ServiceProfile's route. */
  private route(
    source: WorkloadModel,
    service: ServiceModel,
    name: string,
  ): RouteCounts {
    let byService = this.routes.get(source);
    if (!byService) {
      byService = new Map();
      this.routes.set(source, byService);
    }
    let byName = byService.get(service);
    if (!byName) {
      byName = new Map();
      byService.set(service, byName);
    }
    let counts = byName.get(name);
    if (!counts) {
      counts = noCalls();
      byName.set(name, counts);
    }
    return counts;
  }

  private countsOf(exchange: Exchange): RouteCounts | undefined {
    const { client, service } = exchange;
    return service
      ? this.route(client.workload, service, profileRouteOf(exchange) ?? '')
      : undefined;
  }

  private leafOf({ client, service, backend }: Exchange) {
    if (!service || !backend || !backendsOf(service)) {
      return undefined;
    }
    const key = `${refKey(client.workload)} ${refKey(service)}`;
    let split = this.splits.get(key);
    if (!split) {
      split = { source: client.workload, apex: service, leaves: new Map() };
      this.splits.set(key, split);
    }
    const leaf = refKey(backend);
    let counts = split.leaves.get(leaf);
    if (!counts) {
      counts = new EdgeCounts();
      split.leaves.set(leaf, counts);
    }
    return counts;
  }

  private countAdmission({
    client,
    server,
    policy,
    admission,
  }: Exchange): void {
    if (!server || policy.server.kind !== 'server') {
      return;
    }
    const account = client.proxy
      ? { namespace: client.namespace, name: client.serviceAccount }
      : undefined;
    const key = `${server.namespace}/${policy.server.name} ${
      policy.route.name
    } ${account ? refKey(account) : ''}`;
    let truth = this.policies.get(key);
    if (!truth) {
      truth = {
        namespace: server.namespace,
        server: policy.server.name,
        ...(policy.route.name ? { route: policy.route.name } : {}),
        ...(account ? { client: account } : {}),
        configured: admission,
        generated: { allowed: 0, denied: 0, noRoute: 0 },
      };
      this.policies.set(key, truth);
    }
    truth.generated[admission === 'no-route' ? 'noRoute' : admission] += 1;
  }
}

function noCalls(): RouteCounts {
  return {
    requests: 0,
    successes: 0,
    failures: 0,
    abandoned: 0,
    unroutable: 0,
    timeouts: 0,
    attempts: 0,
    retries: 0,
    retrySuccesses: 0,
    retryLimitExceeded: 0,
  };
}

function refOf({ namespace, name }: ObjectRef): ObjectRef {
  return { namespace, name };
}

function routeRefOf(service: ServiceModel, profileRouteName: string): RouteRef {
  if (service.profile) {
    return { kind: 'ServiceProfile', name: profileRouteName };
  }
  const { kind = 'default', name = 'http' } = service.route ?? {};
  return { kind, name };
}
