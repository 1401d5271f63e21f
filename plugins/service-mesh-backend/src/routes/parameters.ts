import { setMaxListeners } from 'node:events';
import {
  DEFAULT_WINDOW,
  parseWindow,
  roundWindow,
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
 * The window that is asked for, in seconds, rounded so that few lengths are ever measured.
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
  return roundWindow(seconds);
}

/** No source remembers more. */
const OLDEST_MS = 7 * 24 * 60 * 60_000;

/** Clocks of browsers are ahead now and then. */
const CLOCK_TOLERANCE_MS = 60_000;

const ISO_8601 =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * The moment that is asked about, in milliseconds since the epoch; undefined where none is, or where it is now. It is put back to a
 * full minute, or to ten seconds where the window is no longer than a minute, so that all who ask for about the same share an answer.
 *
 * @throws InputError where it can not be read, or lies in the future or too far back
 */
export function readMoment(
  request: Request,
  name: string,
  now: number = Date.now(),
): number | undefined {
  const text = queryText(request, name);
  if (text === undefined) {
    return undefined;
  }
  const refuse = (reason: string) =>
    new InputError(
      `Invalid query parameter "${name}": ${JSON.stringify(
        text.slice(0, 60),
      )} ${reason}`,
    );
  let moment = NaN;
  if (/^\d{1,15}$/.test(text)) {
    moment = Number(text);
  } else if (ISO_8601.test(text)) {
    moment = Date.parse(text);
  }
  if (Number.isNaN(moment)) {
    throw refuse(
      'is no time in ISO 8601, such as 2026-01-01T12:00:00Z, and no number of milliseconds since 1970',
    );
  }
  if (moment > now + CLOCK_TOLERANCE_MS) {
    throw refuse('lies in the future');
  }
  if (moment < now - OLDEST_MS) {
    throw refuse('lies more than 7 days back');
  }
  const grid = readWindow(request) > 60 ? 60_000 : 10_000;
  return moment >= now ? undefined : grid * Math.floor(moment / grid);
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
