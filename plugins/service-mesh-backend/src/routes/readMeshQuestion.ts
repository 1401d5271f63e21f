import { Warning } from '@backstage-mesh/plugin-service-mesh-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { Request } from 'express';
import { unreachable } from '../topology/ClusterView';
import { mergeWarnings } from './mergeWarnings';
import { abortOnClose, queryTexts, readMoment, readWindow } from './parameters';
import { readCaller } from './readCaller';
import { RouteServices } from './RouteServices';

/** A question about clusters, or some of their namespaces, from somebody who may ask it. */
export interface MeshQuestion {
  credentials: BackstageCredentials;
  /** Those in which the caller may read something. */
  clusterNames: string[];
  options: {
    windowSeconds: number;
    at?: number;
    namespaces?: string[];
    signal: AbortSignal;
  };
  /** Adds to an answer which clusters are left out, and why. */
  withWarnings<T extends { warnings: Warning[] }>(answer: T): T;
}

/**
 * Reads what the routes about whole meshes have in common, and asks what the caller may see of them.
 *
 * @throws InputError for a parameter that can not be; NotAllowedError, NotFoundError, ServiceUnavailableError where no cluster is left
 */
export async function readMeshQuestion(
  services: Pick<RouteServices, 'authorization' | 'clusters' | 'httpAuth'>,
  request: Request,
): Promise<MeshQuestion> {
  const { authorization, clusters, httpAuth } = services;
  const credentials = await readCaller(httpAuth, request);
  const windowSeconds = readWindow(request);
  const at = readMoment(request, 'end');
  const namespaces = distinct(queryTexts(request, 'namespace'));
  await authorization.authorizeClusterList(credentials);
  const asked =
    distinct(queryTexts(request, 'cluster')) ??
    (await clusters.list()).map(({ name }) => name);
  const readable = await readableClusters(
    services,
    credentials,
    asked,
    namespaces,
  );
  return {
    credentials,
    clusterNames: readable.names,
    options: { windowSeconds, at, namespaces, signal: abortOnClose(request) },
    withWarnings: answer => ({
      ...answer,
      warnings: mergeWarnings(readable.warnings, answer.warnings),
    }),
  };
}

/** Each text once; undefined where there is none, which means all. */
function distinct(texts: readonly string[]): string[] | undefined {
  return texts.length > 0 ? [...new Set(texts)] : undefined;
}

/**
 * Of the clusters those in which the caller may read something. The others become warnings.
 *
 * @throws what is in the way, where that is all of them
 */
async function readableClusters(
  {
    authorization,
    clusters,
  }: Pick<RouteServices, 'authorization' | 'clusters'>,
  credentials: BackstageCredentials,
  names: readonly string[],
  namespaces: readonly string[] | undefined,
): Promise<{ names: string[]; warnings: Warning[] }> {
  const problems = await Promise.all(
    names.map(async name => {
      try {
        await clusters.get(name);
        await authorization.authorizeNamespacesRead(
          credentials,
          name,
          namespaces,
        );
        return undefined;
      } catch (error) {
        return error;
      }
    }),
  );
  const readable = names.filter((_, i) => problems[i] === undefined);
  if (names.length > 0 && readable.length === 0) {
    // What passes by itself hides what lasts: the caller may be allowed what can not be read now.
    throw (
      problems.find(problem => problem instanceof ServiceUnavailableError) ??
      problems[0]
    );
  }
  return {
    names: readable,
    warnings: names.flatMap((name, i) =>
      problems[i] === undefined ? [] : warningOf(name, problems[i]),
    ),
  };
}

function warningOf(cluster: string, problem: unknown): Warning {
  if (problem instanceof NotAllowedError) {
    return {
      code: 'not-allowed',
      message: `Cluster ${cluster} is left out: you may see nothing of what was asked for in it`,
      cluster,
    };
  }
  if (problem instanceof NotFoundError) {
    return {
      code: 'unknown-cluster',
      message: `There is no cluster ${cluster} any more: choose another one`,
      cluster,
    };
  }
  return unreachable(cluster, problem);
}
