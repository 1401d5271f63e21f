import type { IncomingMessage } from 'node:http';
import type { KubernetesObject } from '../objects/KubernetesObject';
import {
  apiVersionOf,
  resources,
  type ResourceName,
  type ResourceType,
} from '../objects/resources';
import { listKindOf, type ListResult } from './lists';
import { ApiError } from './status';
import { columnsOf, rowOf } from './tables';

/** How the client wants its objects: whole, their metadata only, or as kubectl's table. */
export type Representation = 'whole' | 'metadata' | 'table';

/** @throws ApiError 406 where none of what the client accepts can be served. */
export function representationOf(request: IncomingMessage): Representation {
  const accept = request.headers.accept ?? '*/*';
  for (const type of accept.split(',')) {
    const [media, ...parameters] = type.trim().split(';');
    const as = parameters
      .map(parameter => parameter.trim())
      .find(parameter => parameter.startsWith('as='))
      ?.slice('as='.length);
    if (media !== 'application/json' && !media.includes('*')) {
      continue;
    }
    if (as === undefined) {
      return 'whole';
    }
    if (as === 'Table') {
      return 'table';
    }
    if (as.startsWith('PartialObjectMetadata')) {
      return 'metadata';
    }
  }
  throw new ApiError(
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json',
    {},
  );
}

function metadataOnly(object: KubernetesObject) {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: object.metadata,
  };
}

function table(
  resource: ResourceName,
  objects: KubernetesObject[],
  metadata: object,
  now: number,
) {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columnsOf(resource),
    rows: objects.map(object => ({
      cells: rowOf(resource, object, now),
      object: metadataOnly(object),
    })),
  };
}

export function representObject(
  representation: Representation,
  resource: ResourceName,
  object: KubernetesObject,
  now: number,
): object {
  if (representation === 'metadata') {
    return metadataOnly(object);
  }
  if (representation === 'table') {
    return table(
      resource,
      [object],
      { resourceVersion: object.metadata.resourceVersion },
      now,
    );
  }
  const { kind, apiVersion, metadata, ...rest } = object;
  return { kind, apiVersion, metadata, ...rest };
}

export function representList(
  representation: Representation,
  resource: ResourceName,
  result: ListResult,
  now: number,
): object {
  const metadata = {
    resourceVersion: result.resourceVersion,
    ...(result.continueToken ? { continue: result.continueToken } : {}),
    ...(result.remainingItemCount === undefined
      ? {}
      : { remainingItemCount: result.remainingItemCount }),
  };
  if (representation === 'table') {
    return table(resource, result.items, metadata, now);
  }
  if (representation === 'metadata') {
    return {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: result.items.map(metadataOnly),
    };
  }
  const type: ResourceType = resources[resource];
  if (type.custom === true) {
    return {
      apiVersion: apiVersionOf(type),
      items: result.items,
      kind: listKindOf(resource),
      metadata: { continue: '', ...metadata },
    };
  }
  return {
    kind: listKindOf(resource),
    apiVersion: apiVersionOf(type),
    metadata,
    // Items of a list do not say again what they are.
    items: result.items.map(
      ({ kind: _kind, apiVersion: _apiVersion, ...item }) => item,
    ),
  };
}
