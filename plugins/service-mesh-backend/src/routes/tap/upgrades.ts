import { IncomingMessage } from 'node:http';
import { Config } from '@backstage/config';

/** The tap routes, as they stand in a request's URL. */
const TAP_PATH =
  /^\/api\/service-mesh\/(?:entities|clusters)\/[^?]*\/tap(?:\?|$)/;

/** Whether a request is for one of the tap routes of this plugin. */
export function isTapRequest(request: IncomingMessage): boolean {
  return TAP_PATH.test(request.url ?? '');
}

/** Sites whose pages belong to the portal: the app, the backend, and what CORS lets in by name. */
export function readOrigins(config: Config): string[] {
  const cors = config.getOptional('backend.cors.origin');
  const named = [cors].flat().filter(origin => typeof origin === 'string');
  const own = ['app.baseUrl', 'backend.baseUrl']
    .map(key => config.getOptionalString(key))
    .filter(url => url !== undefined);
  return [...new Set([...named, ...own].flatMap(originOf))];
}

function originOf(url: string): string[] {
  try {
    return [new URL(url).origin];
  } catch {
    // A pattern, which names no site.
    return [];
  }
}
