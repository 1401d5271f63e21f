import { JsonObject } from '@backstage/types';
import { Request } from 'express';
import { PathMask } from '../../authorization';

/** The request without its query, which may hold a path as the caller knows it: what was asked for is in the event, masked. */
export function auditedRequest(request: Request): Request {
  return Object.create(request, {
    originalUrl: { value: request.originalUrl.replace(/\?.*$/s, '') },
  });
}

/** The filter of a tap as it may be recorded. */
export function auditedQuery(
  mask: PathMask,
  query: { path?: string } & JsonObject,
): JsonObject {
  return {
    ...query,
    ...(query.path !== undefined && { path: mask.show(query.path) }),
  };
}
