import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestInfo } from './requestInfo';
import { sendJson } from './responses';

/** Paths below `/demo`, which no real cluster has: what the simulation knows about itself. They need no token. */
export class DemoRoutes {
  constructor(private readonly routes: Record<string, () => unknown>) {}

  /** Returns whether the request was one of them. */
  async answer(
    info: RequestInfo,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    const route = this.routes[info.path];
    if (!route || !info.path.startsWith('/demo/')) {
      return false;
    }
    await sendJson(request, response, 200, route());
    return true;
  }
}
