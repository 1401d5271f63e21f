import {
  Warning,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import { EntityWorkloadMatches } from '../entities';
import { RouteServices } from './RouteServices';

/** What an entity stands for in the clusters, as far as the caller may see it. */
export interface EntitySelection {
  workloads: {
    workload: WorkloadRef;
    /** The part that selects it; absent where the entity itself does. */
    part?: string;
  }[];
  /** The entity, and the parts that it stands for. */
  entityRefs: string[];
  match?: EntityWorkloadMatches['match'];
  warnings: Warning[];
}

/** As many workloads of an entity's parts as questions can be asked of that answer with a table for each. */
const MOST_WORKLOADS = 100;

/** Graphs, and what is shown beside them, may be of as many as there are in a cluster. */
export const MOST_IN_GRAPH = 1_000;

/**
 * The workloads that an entity selects by its annotations. One without annotations stands for its parts: a domain for its systems, these
 * for their components, a group for what it owns, an API for who provides it. Of the parts, only those that the caller may read.
 *
 * @throws NotAllowedError where the caller may not read the entity; NotFoundError where the catalog has none, or does not show it
 */
export async function selectWorkloads(
  services: Pick<
    RouteServices,
    'authorization' | 'entityParts' | 'entityWorkloads'
  >,
  credentials: BackstageCredentials,
  entityRef: string,
  /** Of the parts' workloads no more than these. */
  most: number = MOST_WORKLOADS,
): Promise<EntitySelection> {
  const { authorization, entityParts, entityWorkloads } = services;
  const refusal = await refusalOf(authorization, credentials, entityRef);
  const own = await entityWorkloads.workloadsOf(entityRef);
  if (own.match && !refusal) {
    return {
      ...own,
      entityRefs: [entityRef],
      workloads: own.workloads.map(({ workload }) => ({ workload })),
    };
  }
  const parts = await entityParts.partsOf(entityRef);
  const readable = await authorization.readableEntities(
    credentials,
    parts.entityRefs,
  );
  if (refusal && readable.size === 0) {
    throw refusal;
  }
  const found = await entityWorkloads.workloadsOfAll([...readable]);
  const tooMany = parts.truncated || found.workloads.length > most;
  return {
    entityRefs: [entityRef, ...readable],
    workloads: found.workloads
      .slice(0, most)
      .map(({ workload, entityRef: part }) => ({ workload, part })),
    warnings: tooMany
      ? [...found.warnings, tooManyParts(entityRef)]
      : found.warnings,
  };
}

/**
 * Nobody owns a group, so a policy by ownership refuses it to its own members: what they may read of its parts decides.
 *
 * @throws what refuses the entity itself, where that is final
 */
async function refusalOf(
  authorization: RouteServices['authorization'],
  credentials: BackstageCredentials,
  entityRef: string,
): Promise<NotAllowedError | undefined> {
  try {
    await authorization.authorizeEntityRead(credentials, entityRef);
    return undefined;
  } catch (error) {
    if (
      error instanceof NotAllowedError &&
      parseEntityRef(entityRef).kind.toLowerCase() === 'group'
    ) {
      return error;
    }
    throw error;
  }
}

function tooManyParts(entityRef: string): Warning {
  return {
    code: 'too-many-parts',
    message: `Not all parts of ${entityRef} are shown, because they are too many: look at one of them, or at the mesh page`,
    values: { entity: entityRef },
  };
}
