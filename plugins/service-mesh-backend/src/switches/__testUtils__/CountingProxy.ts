import { once } from 'node:events';
import http from 'node:http';
import { AddressInfo } from 'node:net';

/** Stands before an API server and knows what is asked of it. */
export class CountingProxy {
  /** Paths of all requests, in the order in which they came. */
  readonly requests: string[] = [];
  /** Of each request, whom it was asked as on behalf of: user and groups. */
  readonly actors: (string | undefined)[] = [];
  readonly #server: http.Server;
  readonly #open = new Set<http.IncomingMessage>();

  static async start(target: string): Promise<CountingProxy> {
    const proxy = new CountingProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  private constructor(target: string) {
    this.#server = http.createServer((request, response) => {
      this.requests.push(request.url ?? '');
      const { 'impersonate-user': user, 'impersonate-group': groups } =
        request.headers;
      this.actors.push(user && [user, groups].flat().filter(Boolean).join(' '));
      this.#open.add(request);
      const asked = http.request(
        `${target}${request.url}`,
        { method: request.method, headers: request.headers },
        answer => {
          response.writeHead(answer.statusCode ?? 0, answer.headers);
          answer.on('error', () => response.destroy());
          answer.pipe(response);
        },
      );
      asked.on('error', () => response.destroy());
      request.pipe(asked);
      response.on('close', () => {
        this.#open.delete(request);
        asked.destroy();
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Requests that are not answered to their end. */
  get open(): number {
    return this.#open.size;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
