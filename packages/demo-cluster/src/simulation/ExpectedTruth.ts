import type { AdmissionPolicies } from './AdmissionPolicies';
import { isFailure } from './Exchange';
import { p99Of } from './latency';
import type {
  CallModel,
  RouteModel,
  ServiceModel,
  WorkloadModel,
  WorldModel,
} from './model';
import { refKey } from './model';
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

/**
 * What the model alone says about every edge: its calls per second, and the share of them that succeed. Retries, deadlines and clients that give
 * up are left out of it: they show in what was generated.
 */
export class ExpectedTruth {
  private readonly edges = new Map<string, Expectation>();
  private readonly failureShares = new Map<string, number>();

  constructor(
    private readonly world: WorldModel,
    private readonly versions: VersionShares,
    private readonly policies: AdmissionPolicies,
    podCount: (workload: WorkloadModel) => number,
  ) {
    for (const workload of world.workloads) {
      for (const drive of workload.drives ?? []) {
        const pods = podCount(workload);
        const share =
          workload.kind === 'CronJob' ? dutyOf(workload) : Math.min(1, pods);
        const rate =
          drive.ratePerSecond * (drive.perPod === true ? pods : share);
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
        edge.failures +=
          share * this.failureShare(target.route, target.workload);
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
          this.add(target.workload, next, share * (next.share ?? 1));
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
    const backends = service.route?.backends ?? [
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

  /** How often a route fails: by itself, or because what it calls failed. */
  private failureShare(
    route: RouteModel,
    workload: WorkloadModel | undefined,
  ): number {
    const key = `${workload ? refKey(workload) : ''} ${route.name}`;
    const known = this.failureShares.get(key);
    if (known !== undefined) {
      return known;
    }
    const versions = workload
      ? this.versions(workload)
      : [{ version: '*', share: 1 }];
    let own = 0;
    for (const { version, share } of versions) {
      const outcomes = route.outcomes[version] ?? route.outcomes['*'];
      own +=
        share *
        outcomes
          .filter(isFailure)
          .reduce((sum, outcome) => sum + outcome.share, 0);
    }
    let succeeds = 1 - own;
    for (const call of route.calls ?? []) {
      const failing = this.targetsOf(call).reduce(
        (sum, target) =>
          sum +
          target.share *
            (target.route
              ? this.failureShare(target.route, target.workload)
              : 0),
        0,
      );
      succeeds *= 1 - (call.share ?? 1) * (call.failsCaller ?? 1) * failing;
    }
    this.failureShares.set(key, 1 - succeeds);
    return 1 - succeeds;
  }
}

/** A CronJob is there for a part of the time only. */
function dutyOf({ runSeconds = 10, everySeconds = 60 }: WorkloadModel): number {
  return runSeconds / everySeconds;
}
