import type { UserInfo, AccessAttributes } from './authorization';

/** Kubernetes' answer to what went wrong. */
export interface StatusBody {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: { continue?: string };
  status: 'Failure';
  message: string;
  reason?: string;
  details?: Record<string, unknown>;
  code: number;
}

/** Thrown anywhere below the server, answered as a Status object. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly details?: Record<string, unknown>,
    readonly continueToken?: string,
  ) {
    super(message);
  }

  get body(): StatusBody {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.continueToken ? { continue: this.continueToken } : {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(this.details ? { details: this.details } : {}),
      code: this.code,
    };
  }
}

export function unauthorized(): ApiError {
  return new ApiError(401, 'Unauthorized', 'Unauthorized');
}

export function notFound(plural: string, name: string, group = ''): ApiError {
  return new ApiError(
    404,
    'NotFound',
    `${qualified(plural, group)} "${name}" not found`,
    { name, ...(group ? { group } : {}), kind: plural },
  );
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

export function serviceUnavailable(message: string): ApiError {
  return new ApiError(503, 'ServiceUnavailable', message);
}

export function methodNotAllowed(): ApiError {
  return new ApiError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}

/** What a user is told who may not do a thing to a resource. */
export function forbidden(
  user: UserInfo,
  asked: AccessAttributes,
  scope: 'namespace' | 'cluster' = asked.namespace ? 'namespace' : 'cluster',
): ApiError {
  const resource = asked.subresource
    ? `${asked.resource}/${asked.subresource}`
    : asked.resource;
  const where =
    scope === 'namespace'
      ? `in the namespace "${asked.namespace}"`
      : 'at the cluster scope';
  const what = qualified(asked.resource, asked.group);
  const subject = asked.name ? `${what} "${asked.name}"` : what;
  return new ApiError(
    403,
    'Forbidden',
    `${subject} is forbidden: User "${user.username}" cannot ${asked.verb} resource "${resource}" in API group "${asked.group}" ${where}`,
    {
      ...(asked.name ? { name: asked.name } : {}),
      ...(asked.group ? { group: asked.group } : {}),
      kind: asked.resource,
    },
  );
}

/** What a user is told who may not read a path that is no resource. */
export function forbiddenPath(user: UserInfo, path: string): ApiError {
  return new ApiError(
    403,
    'Forbidden',
    `forbidden: User "${user.username}" cannot get path "${path}"`,
    {},
  );
}

function qualified(plural: string, group: string): string {
  return group ? `${plural}.${group}` : plural;
}
