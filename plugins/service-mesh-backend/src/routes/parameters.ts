import { setMaxListeners } from 'node:events';
import {
  DEFAULT_WINDOW,
  parseWindow,
} from '@backstage-mesh/plugin-service-mesh-common';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { Request } from 'express';

/** The text of a query parameter; the last one where it is repeated. */
export function queryText(request: Request, name: string): string | undefined {
  return queryTexts(request, name).at(-1);
}

/** All texts of a query parameter that may be repeated. */
export function queryTexts(request: Request, name: string): string[] {
  return [request.query[name]]
    .flat()
    .filter(value => value !== undefined)
    .map(String);
}

/**
 * The window that is asked for, in seconds.
 *
 * @throws InputError where it can not be read
 */
export function readWindow(request: Request): number {
  const text = queryText(request, 'window') ?? DEFAULT_WINDOW;
  const seconds = parseWindow(text);
  if (seconds === undefined) {
    throw new InputError(
      `Invalid query parameter "window": ${JSON.stringify(
        text,
      )} is no time between 10s and 6h, such as 30s, 5m or 1h`,
    );
  }
  return seconds;
}

/** Reference of the entity that the path names, full and in lower case. */
export function readEntityRef(request: Request): string {
  const { kind, namespace, name } = request.params;
  return stringifyEntityRef({ kind, namespace, name });
}

/** Aborts when the caller leaves before it has the answer. */
export function abortOnClose(request: Request): AbortSignal {
  const controller = new AbortController();
  // One question may become many requests, and each listens.
  setMaxListeners(0, controller.signal);
  request.res?.once('close', () => controller.abort());
  return controller.signal;
}
