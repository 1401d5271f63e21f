import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestInfo } from './requestInfo';
import { sendJson } from './responses';

/** Paths below `/demo`, which no real cluster has: what the simulation knows about itself, and what can be done to it. They need no token. */
export class DemoRoutes {
  constructor(
    private readonly routes: Record<string, () => unknown>,
    /** By POST. What they throw is told as a bad request. */
    private readonly actions: Record<
      string,
      (query: URLSearchParams) => unknown
    > = {},
  ) {}

  /** Returns whether the request was one of them. */
  async answer(
    info: RequestInfo,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    if (!info.path.startsWith('/demo/')) {
      return false;
    }
    const action =
      request.method === 'POST' ? this.actions[info.path] : undefined;
    if (action) {
      try {
        await sendJson(request, response, 200, action(info.query));
      } catch (error) {
        await sendJson(request, response, 400, { error: `${error}` });
      }
      return true;
    }
    const route = this.routes[info.path];
    if (!route) {
      return false;
    }
    await sendJson(request, response, 200, route());
    return true;
  }
}
