import {
  backendsOf,
  refKey,
  type CallModel,
  type ExternalHost,
  type ObjectRef,
  type RouteModel,
  type ServiceModel,
  type WorkloadModel,
  type WorldModel,
} from './model';
import {
  externalNode,
  originNode,
  serviceNode,
  workloadNode,
  type TruthNode,
} from './Truth';

/** Where a part of the calls ends. */
export interface Target {
  node: TruthNode;
  route?: RouteModel;
  workload?: WorkloadModel;
  share: number;
}

/** Where the calls of a model lead to, before there are pods. */
export class CallTargets {
  private readonly services: Map<string, ServiceModel>;
  private readonly externals: Map<string, ExternalHost>;
  private readonly workloads = new Map<string, WorkloadModel[]>();
  private readonly known = new Map<CallModel, Target[]>();

  constructor(world: WorldModel) {
    this.services = new Map(world.services.map(item => [refKey(item), item]));
    this.externals = new Map(world.externals.map(item => [item.host, item]));
    for (const workload of world.workloads) {
      const others = this.workloads.get(workload.namespace);
      if (others) {
        others.push(workload);
      } else {
        this.workloads.set(workload.namespace, [workload]);
      }
    }
  }

  serviceOf({ to }: CallModel): ServiceModel | undefined {
    return 'external' in to ? undefined : this.services.get(refKey(to));
  }

  of(call: CallModel): Target[] {
    let targets = this.known.get(call);
    if (!targets) {
      targets = this.find(call);
      this.known.set(call, targets);
    }
    return targets;
  }

  private find(call: CallModel): Target[] {
    const { to } = call;
    if ('external' in to) {
      return [
        {
          node: externalNode(to.external),
          route: this.externals
            .get(to.external)
            ?.routes.find(item => item.name === call.route),
          share: 1,
        },
      ];
    }
    const service = this.serviceOf(call);
    if (!service) {
      return [];
    }
    const backends = backendsOf(service) ?? [{ ...refOf(service), weight: 1 }];
    const total = backends.reduce((sum, item) => sum + item.weight, 0);
    return backends.flatMap(backend => {
      const share = backend.weight / total;
      const leaf = this.services.get(refKey(backend));
      if (leaf?.mirror) {
        const { routes } = leaf.mirror;
        const route = routes.find(item => item.name === call.route);
        return [{ node: originNode(leaf.mirror), route, share }];
      }
      const workloads = this.behind(leaf);
      const replicas = workloads.reduce((sum, item) => sum + item.replicas, 0);
      if (workloads.length === 0) {
        return [{ node: serviceNode(service), share }];
      }
      return workloads.map(workload => ({
        node: workloadNode(workload),
        route: workload.routes?.find(item => item.name === call.route),
        workload,
        share: share * (workload.replicas / replicas),
      }));
    });
  }

  private behind(service: ServiceModel | undefined): WorkloadModel[] {
    if (!service) {
      return [];
    }
    const labels = Object.entries(service.selector);
    return (this.workloads.get(service.namespace) ?? []).filter(workload => {
      const own: Record<string, string> = {
        app: workload.app ?? workload.name,
        ...workload.podLabels,
        ...workload.selector,
      };
      return labels.every(([key, value]) => own[key] === value);
    });
  }
}

function refOf({ namespace, name }: ObjectRef): ObjectRef {
  return { namespace, name };
}
