import { timestamp, type Clock } from '../clock/Clock';
import type { NewObject } from '../objects/KubernetesObject';
import type { ObjectStore } from '../objects/ObjectStore';
import type { ResourceName } from '../objects/resources';
import { randomUuid, type Random } from '../random/Random';
import {
  refKey,
  type ObjectRef,
  type WorkloadModel,
  type WorldModel,
} from '../simulation/model';
import { linkObject } from './linkObject';
import { policyObjects } from './policyObjects';
import { profileObject, routeObject } from './routeObjects';

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
    const ports = new Map(
      this.world.services.map(item => [refKey(item), item.port.port]),
    );
    const portOf = (backend: ObjectRef) => ports.get(refKey(backend)) ?? 0;
    for (const service of this.world.services) {
      const { namespace, selector, route, profile } = service;
      const served = this.workloadOf(namespace, selector.app)?.routes ?? [];
      if (route) {
        this.put(
          route.kind === 'GRPCRoute' ? 'grpcroutes' : 'httproutes',
          routeObject(service, route, served, since, portOf),
          since,
        );
      }
      if (profile) {
        this.put(
          'serviceprofiles',
          profileObject(service, profile, served, portOf),
          since,
        );
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
