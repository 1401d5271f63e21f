import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { Request, Response } from 'express';
import { viewerName } from '../../authorization';
import { isWebSocketUpgrade, sendServerSentEvents } from '../../tap';
import { queryText } from '../parameters';
import { auditedQuery, auditedRequest } from './auditedRequest';
import { readCaller } from '../readCaller';
import { RouteServices } from '../RouteServices';
import { OpenTap, openTap } from './openTap';
import { TapTarget } from './TapTarget';

/** Query parameters of the tap routes that say what is asked for. */
const ASKED = [
  'cluster',
  'namespace',
  'resource_type',
  'resource_name',
  'to_resource_type',
  'to_resource_name',
  'to_namespace',
  'method',
  'path',
  'authority',
  'scheme',
  'max_rps',
];

/**
 * Checks one request for a tap and streams what it gives, over WebSocket where the caller asks for one, else as Server-Sent Events.
 *
 * The audit event begins before the first check and holds who asks for what from the beginning: refusals are in it, and taps
 * whose end was never written, because the process ended.
 */
export async function serveTap(
  services: RouteServices,
  request: Request,
  response: Response,
  options: {
    /** What the path names, for the audit. */
    asked: JsonObject;
    addressKey: Uint8Array;
    /** Finds what the caller asks for, or refuses it. */
    find: (credentials: BackstageCredentials) => Promise<TapTarget>;
  },
): Promise<void> {
  const credentials = await readCaller(services.httpAuth, request);
  const event = await services.auditor.createEvent({
    eventId: 'tap',
    severityLevel: 'medium',
    request: auditedRequest(request),
    meta: {
      viewer: viewerName(credentials),
      asked: {
        ...options.asked,
        query: auditedQuery(services.pathMask, readQuery(request)),
      },
      start: new Date().toISOString(),
    },
  });
  const upgrades = isWebSocketUpgrade(request);
  let found: TapTarget | undefined;
  let tap: OpenTap;
  try {
    if (upgrades) {
      requireWebSocket(services, request);
    }
    found = await options.find(credentials);
    tap = await openTap(
      services,
      credentials,
      request,
      found,
      options.addressKey,
    );
  } catch (error) {
    services.telemetry?.tapRefused(error);
    await event.fail({
      error: error instanceof Error ? error : new Error(String(error)),
      meta: found && { target: { ...found.target } },
    });
    throw error;
  }
  const { viewer, audit } = tap;
  try {
    await (upgrades
      ? services.sockets?.send(request, response, viewer)
      : sendServerSentEvents(response, viewer));
  } finally {
    viewer.close();
    const { rows, dropped } = viewer.counts;
    await event.success({
      meta: { ...audit, end: new Date().toISOString(), rows, dropped },
    });
  }
}

function readQuery(request: Request): Record<string, string> {
  return Object.fromEntries(
    ASKED.flatMap(name => {
      const text = queryText(request, name);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

/**
 * @throws NotAllowedError for a page of another site, InputError where WebSockets are switched off
 */
function requireWebSocket(services: RouteServices, request: Request): void {
  const { origin } = request.headers;
  if (origin !== undefined && !services.origins.includes(origin)) {
    throw new NotAllowedError(
      `A page of ${JSON.stringify(origin)} may not open a live tap`,
    );
  }
  if (!services.sockets) {
    throw new InputError(
      'WebSockets are switched off by serviceMesh.tap.webSocket: read the tap as Server-Sent Events',
    );
  }
}
