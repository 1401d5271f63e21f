import { timestamp, type Clock } from '../clock/Clock';
import type { KubernetesObject, NewObject } from '../objects/KubernetesObject';
import type { ObjectStore } from '../objects/ObjectStore';
import type { ResourceName } from '../objects/resources';
import { randomUuid, type Random } from '../random/Random';
import {
  refKey,
  type ObjectRef,
  type ServiceModel,
  type WorkloadModel,
  type WorldModel,
} from '../simulation/model';
import { linkObject } from './linkObject';
import { policyObjects } from './policyObjects';
import { profileObject, routeObject } from './routeObjects';

type RouteDraft = KubernetesObject & { spec?: unknown };

/** The objects that the mesh is configured by: what the simulated proxies do, as Linkerd's users would have written it. */
export class MeshObjectController {
  constructor(
    private readonly world: WorldModel,
    private readonly store: ObjectStore,
    private readonly clock: Clock,
    /** Of its own, so that a route more gives nobody else another uid. */
    private readonly random: Random,
  ) {}

  /** As if they had been there for so long. */
  create(ageMs: number): void {
    const since = timestamp(this.clock.now() - ageMs);
    for (const service of this.world.services) {
      for (const [resource, object] of this.routesOf(service, since)) {
        this.put(resource, object, since);
      }
    }
    for (const link of this.world.links ?? []) {
      this.put('links', linkObject(link), since);
    }
    for (const policy of this.world.policies) {
      const workload = this.workloadOf(policy.namespace, policy.app);
      const port = workload?.ports.find(item => item.port === policy.port);
      for (const [resource, object] of policyObjects(
        policy,
        port?.name ?? String(policy.port),
        workload?.routes ?? [],
        since,
      )) {
        this.put(resource, object, since);
      }
    }
  }

  /** Writes down what the model of a Service says of its routes now. */
  update(service: ServiceModel): void {
    const now = timestamp(this.clock.now());
    for (const [resource, { metadata, spec }] of this.routesOf(service, now)) {
      this.store.update(
        resource,
        metadata.namespace,
        metadata.name,
        (draft: RouteDraft) => {
          draft.spec = spec;
          draft.metadata.generation = (draft.metadata.generation ?? 0) + 1;
        },
      );
    }
  }

  private routesOf(
    service: ServiceModel,
    since: string,
  ): [ResourceName, NewObject & RouteDraft][] {
    const { namespace, selector, route, profile } = service;
    const served = this.workloadOf(namespace, selector.app)?.routes ?? [];
    const portOf = (backend: ObjectRef) =>
      this.world.services.find(item => refKey(item) === refKey(backend))?.port
        .port ?? 0;
    return [
      ...(route
        ? [
            [
              route.kind === 'GRPCRoute' ? 'grpcroutes' : 'httproutes',
              routeObject(service, route, served, since, portOf),
            ] as const,
          ]
        : []),
      ...(profile
        ? [
            [
              'serviceprofiles',
              profileObject(service, profile, served, portOf),
            ] as const,
          ]
        : []),
    ] as [ResourceName, NewObject & RouteDraft][];
  }

  private put(resource: ResourceName, object: NewObject, since: string): void {
    const { metadata, ...rest } = object;
    this.store.create(resource, {
      ...rest,
      metadata: {
        ...metadata,
        uid: randomUuid(this.random),
        creationTimestamp: since,
      },
    } as NewObject);
  }

  /** The workload whose pods have such an `app` label; several share what they serve. */
  private workloadOf(
    namespace: string,
    app: string | undefined,
  ): WorkloadModel | undefined {
    return this.world.workloads.find(
      workload =>
        workload.namespace === namespace &&
        (workload.app ?? workload.name) === app,
    );
  }
}
