import {
  Warning,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Request } from 'express';
import { mergeWarnings } from './mergeWarnings';
import {
  abortOnClose,
  readEntityRef,
  readMoment,
  readWindow,
} from './parameters';
import { readCaller } from './readCaller';
import { RouteServices } from './RouteServices';
import { selectWorkloads } from './selectWorkloads';

/** A question about the workloads of an entity, from somebody who may ask it. */
export interface EntityQuestion {
  credentials: BackstageCredentials;
  workloads: WorkloadRef[];
  options: { windowSeconds: number; at?: number; signal: AbortSignal };
  /** Adds to an answer what could not be looked at while the workloads were searched. */
  withWarnings<T extends { warnings: Warning[] }>(answer: T): T;
}

/**
 * Reads what the routes about an entity's numbers have in common, and asks whether the caller may see them.
 *
 * @throws InputError for a parameter that can not be; NotAllowedError; NotFoundError
 */
export async function readEntityQuestion(
  services: Pick<
    RouteServices,
    'authorization' | 'entityParts' | 'entityWorkloads' | 'httpAuth'
  >,
  request: Request,
  /** As many workloads of an entity's parts as the question can be asked of; fewer without it. */
  most?: number,
): Promise<EntityQuestion> {
  const { httpAuth } = services;
  const credentials = await readCaller(httpAuth, request);
  const entityRef = readEntityRef(request);
  const windowSeconds = readWindow(request);
  const at = readMoment(request, 'end');
  const found = await selectWorkloads(services, credentials, entityRef, most);
  return {
    credentials,
    workloads: found.workloads.map(({ workload }) => workload),
    options: { windowSeconds, at, signal: abortOnClose(request) },
    withWarnings: answer => ({
      ...answer,
      warnings: mergeWarnings(found.warnings, answer.warnings),
    }),
  };
}
