import type { AdmissionPolicies } from './AdmissionPolicies';
import { isFailure } from './Exchange';
import { NO_RULES, retryLimitOf, rulesOf } from './callRules';
import { p99Of, shareAbove } from './latency';
import type {
  CallModel,
  OutcomeModel,
  RouteModel,
  ServiceModel,
  WorkloadModel,
  WorldModel,
} from './model';
import { refKey } from './model';
import { shareOfPhase } from './phases';
import {
  edgeKey,
  externalNode,
  serviceNode,
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

interface Target {
  node: TruthNode;
  route?: RouteModel;
  workload?: WorkloadModel;
  share: number;
}

/** Versions by workload, as they are now. */
export type VersionShares = (
  workload: WorkloadModel,
) => { version: string; share: number }[];

/** How an answer fails whose own calls failed. */
const FAILED_BY_CALLEE = 500;

/** What becomes of an attempt, in shares. */
interface Fate {
  /** Counted as failed, those at a route's deadline among them. */
  failures: number;
  /** Of the failures: tried again where attempts are left. */
  retryable: number;
  /** Given up at a ServiceProfile's deadline: no proxy counts how it ended. */
  lost: number;
}

const NO_ANSWER: Fate = { failures: 1, retryable: 0, lost: 0 };

/**
 * What the model alone says about every edge: its calls per second, and the share of their attempts that succeed, as means since the traffic began.
 * What waits for others is taken to wait for nobody where a deadline is looked at; clients that give up by themselves show only in what was generated.
 */
export class ExpectedTruth {
  private readonly edges = new Map<string, Expectation>();
  private readonly fates = new Map<string, Fate>();

  constructor(
    private readonly world: WorldModel,
    private readonly versions: VersionShares,
    private readonly policies: AdmissionPolicies,
    podCount: (workload: WorkloadModel) => number,
    private readonly sinceMs: number,
  ) {
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

  private add(caller: WorkloadModel, call: CallModel, rate: number): void {
    for (const target of this.targetsOf(call)) {
      const share = rate * target.share;
      const protocol = this.serviceOf(call)?.protocol ?? 'http';
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
      if (target.route) {
        edge.failures += share * this.fateOf(caller, call, target).failures;
        const own = target.route.latency;
        edge.latency ??= { p50: own.medianMs, p99: p99Of(own) };
      } else if (target.node.kind === 'Service') {
        // It leads nowhere.
        edge.failures += share;
      }
      edge.denied += this.isRefused(caller, target) ? share : 0;
      this.edges.set(key, edge);
      for (const next of target.route?.calls ?? []) {
        if (target.workload) {
          this.add(target.workload, next, share * this.shareMade(next));
        }
      }
    }
  }

  private isRefused(caller: WorkloadModel, target: Target): boolean {
    const { workload, route } = target;
    if (!workload) {
      return false;
    }
    const verdict = this.policies.admitAccount(
      {
        namespace: workload.namespace,
        app: workload.app ?? workload.name,
        meshed: workload.meshed,
      },
      workload.ports[0]?.port ?? 0,
      {
        namespace: caller.namespace,
        serviceAccount: caller.serviceAccount ?? caller.name,
        meshed: caller.meshed,
      },
      route,
    );
    return verdict.admission !== 'allowed';
  }

  private serviceOf(call: CallModel): ServiceModel | undefined {
    const { to } = call;
    return 'external' in to
      ? undefined
      : this.world.services.find(item => refKey(item) === refKey(to));
  }

  private targetsOf(call: CallModel): Target[] {
    const { to } = call;
    if ('external' in to) {
      const host = this.world.externals.find(item => item.host === to.external);
      return [
        {
          node: externalNode(to.external),
          route: host?.routes.find(item => item.name === call.route),
          share: 1,
        },
      ];
    }
    const service = this.serviceOf(call);
    if (!service) {
      return [];
    }
    const backends = (service.profile ?? service.route)?.backends ?? [
      { namespace: service.namespace, name: service.name, weight: 1 },
    ];
    const total = backends.reduce((sum, item) => sum + item.weight, 0);
    return backends.flatMap(backend => {
      const model = this.world.services.find(
        item => refKey(item) === refKey(backend),
      );
      const workloads = model ? this.behind(model) : [];
      const replicas = workloads.reduce((sum, item) => sum + item.replicas, 0);
      if (workloads.length === 0) {
        return [{ node: serviceNode(service), share: 1 }];
      }
      return workloads.map(workload => ({
        node: workloadNode(workload),
        route: workload.routes?.find(item => item.name === call.route),
        workload,
        share: (backend.weight / total) * (workload.replicas / replicas),
      }));
    });
  }

  private behind(service: ServiceModel): WorkloadModel[] {
    return this.world.workloads.filter(
      workload =>
        workload.namespace === service.namespace &&
        Object.entries(service.selector).every(
          ([key, value]) =>
            ({
              app: workload.app ?? workload.name,
              ...workload.podLabels,
              ...workload.selector,
            }[key] === value),
        ),
    );
  }

  private shareMade(call: CallModel): number {
    return (call.share ?? 1) * shareOfPhase(call.during, this.sinceMs);
  }

  /** What becomes of an attempt by itself, or because of what the callee calls. */
  private fateOf(caller: WorkloadModel, call: CallModel, to: Target): Fate {
    const { route, workload } = to;
    const service = this.serviceOf(call);
    if (!route) {
      return to.node.kind === 'Service'
        ? NO_ANSWER
        : { failures: 0, retryable: 0, lost: 0 };
    }
    const rules = caller.meshed ? rulesOf(service, route) : NO_RULES;
    const key = `${caller.meshed} ${service ? refKey(service) : ''} ${
      workload ? refKey(workload) : ''
    } ${route.name}`;
    const known = this.fates.get(key);
    if (known) {
      return known;
    }
    const succeeds = (route.calls ?? []).reduce(
      (share, next) =>
        share *
        (1 -
          this.shareMade(next) *
            (next.failsCaller ?? 1) *
            (workload ? this.callFailure(workload, next) : 0)),
      1,
    );
    const fate: Fate = { failures: 0, retryable: 0, lost: 0 };
    for (const { share, outcome } of this.outcomesOf(route, workload)) {
      const late = shareAbove(
        route.latency,
        rules.deadlineMs / (outcome.slower ?? 1),
      );
      const inTime = share * (1 - late);
      const failed = isFailure(outcome);
      fate.lost += rules.isProfile ? share * late : 0;
      fate.failures += rules.isProfile ? 0 : share * late;
      fate.failures += inTime * (failed ? 1 : 1 - succeeds);
      fate.retryable += failed
        ? inTime * Number(rules.retries(outcome.status))
        : inTime * (1 - succeeds) * Number(rules.retries(FAILED_BY_CALLEE));
    }
    this.fates.set(key, fate);
    return fate;
  }

  /** How often a call leaves its caller with nothing to work with: after retries, and refusals too. */
  private callFailure(caller: WorkloadModel, call: CallModel): number {
    let failing = 0;
    let retryable = 0;
    for (const target of this.targetsOf(call)) {
      const isRefused = this.isRefused(caller, target);
      const fate = this.fateOf(caller, call, target);
      failing += target.share * (isRefused ? 1 : fate.failures + fate.lost);
      retryable += target.share * (isRefused ? 0 : fate.retryable);
    }
    const limit = caller.meshed ? retryLimitOf(this.serviceOf(call)) : 0;
    let share = failing * retryable ** limit;
    for (let attempt = 0; attempt < limit; attempt++) {
      share += (failing - retryable) * retryable ** attempt;
    }
    return share;
  }

  /** The ways that a route can go with the versions that run now, and with its troubles as often as they were. */
  private outcomesOf(
    route: RouteModel,
    workload: WorkloadModel | undefined,
  ): { share: number; outcome: OutcomeModel }[] {
    const { trouble } = route;
    const inTrouble = trouble ? shareOfPhase(trouble.during, this.sinceMs) : 0;
    const versions = workload
      ? this.versions(workload)
      : [{ version: '*', share: 1 }];
    return [
      ...versions.flatMap(({ version, share }) =>
        (route.outcomes[version] ?? route.outcomes['*']).map(outcome => ({
          outcome,
          share: share * outcome.share * (1 - inTrouble),
        })),
      ),
      ...(trouble?.outcomes ?? []).map(outcome => ({
        outcome,
        share: outcome.share * inTrouble,
      })),
    ];
  }
}

/** A CronJob is there for a part of the time only. */
function dutyOf({ runSeconds = 10, everySeconds = 60 }: WorkloadModel): number {
  return runSeconds / everySeconds;
}
