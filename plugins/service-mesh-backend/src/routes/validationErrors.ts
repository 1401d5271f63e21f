import { InputError } from '@backstage/errors';
import { ErrorRequestHandler, Request } from 'express';
import { plainText } from '../plainText';

/** Where the validator says which parameter is wrong: `request/query/method must be …`. */
const PARAMETER = /request\/(query|params)\/([^/ ]+)(?:\/\S+)? /;

/** Values that are told back are cut to this length. */
const MAX_VALUE = 200;

/** The validator reads them before the route does, and keeps them to itself. */
function pathParameters(request: Request): Record<string, unknown> {
  const { openapi } = request as {
    openapi?: { pathParams?: Record<string, unknown> };
  };
  return openapi?.pathParams ?? {};
}

/**
 * Rewrites what the validator of the OpenAPI document complains about: the parameter by its name, and the value that was sent.
 */
export const describeValidationErrors: ErrorRequestHandler = (
  error,
  request,
  _response,
  next,
) => {
  const [prefix, place, name] =
    (error instanceof InputError && PARAMETER.exec(error.message)) || [];
  if (!prefix) {
    next(error);
    return;
  }
  const value =
    place === 'query' ? request.query[name] : pathParameters(request)[name];
  const rule = error.message.slice(
    error.message.indexOf(prefix) + prefix.length,
  );
  const shown =
    value === undefined ? 'it' : JSON.stringify(value).slice(0, MAX_VALUE);
  next(
    new InputError(
      `Invalid ${
        place === 'query' ? 'query parameter' : 'path parameter'
      } "${name}": ${shown} ${rule}`,
    ),
  );
};

/** The longest sentence about an error. */
const MAX_MESSAGE = 1_000;

/**
 * Keeps what is said of an error short and on one line: it repeats what callers, clusters and meshes wrote.
 */
export const plainErrors: ErrorRequestHandler = (
  error,
  _request,
  _response,
  next,
) => {
  if (error instanceof Error) {
    error.message = plainText(error.message, MAX_MESSAGE);
  }
  next(error);
};
