import {
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { InputError, NotFoundError } from '@backstage/errors';
import { Request } from 'express';
import { queryText, readEntityRef } from '../parameters';
import { readySnapshot } from '../readySnapshot';
import { RouteServices } from '../RouteServices';
import { findResource, TapTarget } from './TapTarget';

/** Choices that an error names at most. */
const MAX_CHOICES = 10;

/**
 * Which of an entity's workloads, or of their pods, a tap by entity names. The caller may read the entity.
 *
 * @throws InputError where the parameters leave a choice; NotFoundError where the entity selects nothing of this name
 */
export async function findEntityTarget(
  services: Pick<RouteServices, 'clusters' | 'entityWorkloads'>,
  request: Request,
): Promise<TapTarget> {
  const entityRef = readEntityRef(request);
  const { workloads } = await services.entityWorkloads.workloadsOf(entityRef);
  const cluster = queryText(request, 'cluster');
  const namespace = queryText(request, 'namespace');
  const type = queryText(request, 'resource_type');
  const name = queryText(request, 'resource_name');
  const near = workloads
    .map(({ workload }) => workload)
    .filter(
      workload =>
        (cluster === undefined || workload.cluster === cluster) &&
        (namespace === undefined || workload.namespace === namespace),
    );
  const targets = near
    .filter(
      workload =>
        (type === undefined || workload.kind.toLowerCase() === type) &&
        (name === undefined || workload.name === name),
    )
    .map(workload => ({ workload, target: workload }));
  if (targets.length === 0 && type === 'pod' && name !== undefined) {
    targets.push(...(await findPods(services, near, name)));
  }
  if (targets.length === 0) {
    throw new NotFoundError(
      `The entity "${entityRef}" selects nothing that can be tapped by this name: ${
        [type, name, namespace, cluster].filter(Boolean).join(' ') ||
        'it has no workload'
      }`,
    );
  }
  if (targets.length > 1) {
    const choices = targets
      .slice(0, MAX_CHOICES)
      .map(({ target }) => describe(target));
    throw new InputError(
      `The entity "${entityRef}" selects ${
        targets.length
      } of these: say which one by cluster, namespace, resource_type and resource_name (${choices.join(
        '; ',
      )})`,
    );
  }
  const [found] = targets;
  const owner = await services.clusters.get(found.workload.cluster);
  return {
    ...found,
    entityRef,
    cluster: owner,
    snapshot: await readySnapshot(owner),
  };
}

async function findPods(
  services: Pick<RouteServices, 'clusters'>,
  workloads: readonly WorkloadRef[],
  name: string,
): Promise<{ workload: WorkloadRef; target: WorkloadRef }[]> {
  const found = await Promise.all(
    workloads.map(async workload => {
      const cluster = await services.clusters.get(workload.cluster);
      const snapshot = cluster.inventory.snapshot();
      const pod =
        snapshot && findResource(snapshot, workload.namespace, 'Pod', name);
      return pod && workloadKey(pod.workload) === workloadKey(workload)
        ? [pod]
        : [];
    }),
  );
  return found.flat();
}

function describe({ cluster, namespace, kind, name }: WorkloadRef): string {
  return [cluster, namespace, kind.toLowerCase(), name].join(' ');
}
