import type { AdmissionPolicies } from './AdmissionPolicies';
import { NO_RULES, retryLimitOf, rulesOf } from './callRules';
import type { CallTargets, Target } from './CallTargets';
import { isFailure, type Exchange } from './Exchange';
import { shareAbove } from './latency';
import {
  refKey,
  type CallModel,
  type OutcomeModel,
  type RouteModel,
  type WorkloadModel,
} from './model';
import { shareOfPhase } from './phases';

/** Versions by workload, as they are now. */
export type VersionShares = (
  workload: WorkloadModel,
) => { version: string; share: number }[];

/** How an answer fails whose own calls failed. */
const FAILED_BY_CALLEE = 500;

/** What becomes of an attempt, in shares. */
export interface Fate {
  /** Counted as failed, those at a route's deadline among them. */
  failures: number;
  /** Of the failures: tried again where attempts are left. */
  retryable: number;
  /** Given up at a ServiceProfile's deadline: no proxy counts how it ended. */
  lost: number;
}

const NO_ANSWER: Fate = { failures: 1, retryable: 0, lost: 0 };

/** How calls end by the model alone. */
export class CallFates {
  private readonly fates = new Map<string, Fate>();

  constructor(
    private readonly targets: CallTargets,
    private readonly versions: VersionShares,
    private readonly policies: AdmissionPolicies,
    private readonly sinceMs: number,
  ) {}

  /** What the callee's policy says. */
  admissionOf(
    caller: WorkloadModel,
    { workload, route }: Target,
  ): Exchange['admission'] {
    if (!workload) {
      return 'allowed';
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
    return verdict.admission;
  }

  /** Of the times that it could be made. */
  shareMade(call: CallModel): number {
    return (call.share ?? 1) * shareOfPhase(call.during, this.sinceMs);
  }

  /** What becomes of an attempt by itself, or because of what the callee calls. */
  fateOf(caller: WorkloadModel, call: CallModel, to: Target): Fate {
    const { route, workload } = to;
    const service = this.targets.serviceOf(call);
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

  /** How often a call leaves its caller with nothing to work with. */
  private callFailure(caller: WorkloadModel, call: CallModel): number {
    const { failed, refused } = this.callFates(caller, call);
    return failed + refused;
  }

  /** What a caller gets after retries. */
  callFates(caller: WorkloadModel, call: CallModel) {
    let failing = 0;
    let retryable = 0;
    let refused = 0;
    for (const target of this.targets.of(call)) {
      if (this.admissionOf(caller, target) === 'denied') {
        refused += target.share;
        continue;
      }
      const fate = this.fateOf(caller, call, target);
      failing += target.share * (fate.failures + fate.lost);
      retryable += target.share * fate.retryable;
    }
    const limit = caller.meshed
      ? retryLimitOf(this.targets.serviceOf(call))
      : 0;
    const isLast = retryable ** limit;
    /** Attempts of a call that are not its last possible one, in the mean. */
    const before = Array.from({ length: limit }, (_, i) => retryable ** i);
    const attempts = before.reduce((sum, share) => sum + share, 0);
    return {
      failed: failing * isLast + (failing - retryable) * attempts,
      refused: refused * (isLast + attempts),
    };
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
