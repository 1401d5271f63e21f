import type { AdmissionPolicies } from './AdmissionPolicies';
import { CallFates, type VersionShares } from './CallFates';
import { retryLimitOf } from './callRules';
import { CallTargets } from './CallTargets';
import { p99Of } from './latency';
import {
  profileRoute,
  refKey,
  type CallModel,
  type ServiceModel,
  type WorkloadModel,
  type WorldModel,
} from './model';
import { shareOfPhase } from './phases';
import type { ConfiguredRouteTruth } from './RuleTruth';
import {
  edgeKey,
  workloadNode,
  type ConfiguredTruth,
  type TruthNode,
} from './Truth';

interface Expectation {
  source: TruthNode;
  target: TruthNode;
  protocol: string;
  rate: number;
  failures: number;
  denied: number;
  latency?: { p50: number; p99: number };
}

interface RouteExpectation {
  rate: number;
  failures: number;
}

/**
 * What the model alone says about every edge: its calls per second, and the share of their attempts that succeed, as means since the traffic began.
 * What waits for others is taken to wait for nobody where a deadline is looked at; clients that give up by themselves show only in what was generated.
 */
export class ExpectedTruth {
  private readonly edges = new Map<string, Expectation>();
  private readonly routes = new Map<string, RouteExpectation>();
  private readonly targets: CallTargets;
  private readonly fates: CallFates;

  constructor(
    world: WorldModel,
    versions: VersionShares,
    policies: AdmissionPolicies,
    podCount: (workload: WorkloadModel) => number,
    sinceMs: number,
  ) {
    this.targets = new CallTargets(world);
    this.fates = new CallFates(this.targets, versions, policies, sinceMs);
    for (const workload of world.workloads) {
      for (const drive of workload.drives ?? []) {
        const pods = podCount(workload);
        const share =
          workload.kind === 'CronJob' ? dutyOf(workload) : Math.min(1, pods);
        const rate =
          drive.ratePerSecond *
          shareOfPhase(drive.call.during, sinceMs) *
          (drive.perPod === true ? pods : share);
        this.add(workload, drive.call, rate);
      }
    }
  }

  of(source: TruthNode, target: TruthNode, protocol: string): ConfiguredTruth {
    const found = this.edges.get(edgeKey(source, target, protocol));
    if (!found || found.rate === 0) {
      return { requestsPerSecond: 0 };
    }
    return {
      requestsPerSecond: found.rate,
      ...(protocol === 'tcp'
        ? {}
        : { successRate: 1 - found.failures / found.rate }),
      ...(found.denied > 0 ? { deniedShare: found.denied / found.rate } : {}),
      ...(found.latency && found.denied < found.rate
        ? { ownLatencyMs: found.latency }
        : {}),
    };
  }

  all(): IterableIterator<Expectation> {
    return this.edges.values();
  }

  /** Of the calls of a workload by a route of a Service; `name` is that of a ServiceProfile's route. */
  ofRoute(
    caller: WorkloadModel,
    service: ServiceModel,
    name: string,
  ): ConfiguredRouteTruth {
    const found = this.routes.get(routeKey(caller, service, name));
    const timeoutMs = service.profile
      ? service.profile.timeoutsMs?.[name]
      : service.route?.timeoutMs;
    const isRetryable = service.profile
      ? service.profile.retryable.includes(name)
      : service.route?.retries !== undefined;
    return {
      requestsPerSecond: found?.rate ?? 0,
      ...(found && found.rate > 0
        ? { successRate: 1 - found.failures / found.rate }
        : {}),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(isRetryable ? { retryLimit: retryLimitOf(service) } : {}),
    };
  }

  private addRoute(caller: WorkloadModel, call: CallModel, rate: number): void {
    const service = this.targets.serviceOf(call);
    if (!service || service.protocol === 'tcp') {
      return;
    }
    const key = routeKey(
      caller,
      service,
      profileRoute(service, call.route) ?? '',
    );
    const known = this.routes.get(key) ?? { rate: 0, failures: 0 };
    known.rate += rate;
    known.failures += rate * this.fates.callFates(caller, call).failed;
    this.routes.set(key, known);
  }

  private add(caller: WorkloadModel, call: CallModel, rate: number): void {
    this.addRoute(caller, call, rate);
    for (const target of this.targets.of(call)) {
      const share = rate * target.share;
      const protocol = this.targets.serviceOf(call)?.protocol ?? 'http';
      const source = workloadNode(caller);
      const key = edgeKey(source, target.node, protocol);
      const edge: Expectation = this.edges.get(key) ?? {
        source,
        target: target.node,
        protocol,
        rate: 0,
        failures: 0,
        denied: 0,
      };
      edge.rate += share;
      this.edges.set(key, edge);
      if (this.fates.admissionOf(caller, target) !== 'allowed') {
        edge.denied += share;
        continue;
      }
      edge.failures += share * this.fates.fateOf(caller, call, target).failures;
      if (target.route) {
        const own = target.route.latency;
        edge.latency ??= { p50: own.medianMs, p99: p99Of(own) };
      }
      for (const next of target.route?.calls ?? []) {
        if (target.workload) {
          this.add(target.workload, next, share * this.fates.shareMade(next));
        }
      }
    }
  }
}

function routeKey(
  caller: WorkloadModel,
  service: ServiceModel,
  profileRouteName: string,
): string {
  return `${caller.kind} ${refKey(caller)} ${refKey(
    service,
  )} ${profileRouteName}`;
}

/** A CronJob is there for a part of the time only. */
function dutyOf({ runSeconds = 10, everySeconds = 60 }: WorkloadModel): number {
  return runSeconds / everySeconds;
}
