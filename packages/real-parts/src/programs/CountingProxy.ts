import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a server without TLS and counts what is asked of it, and what it answers. */
export class CountingProxy {
  private constructor(
    private readonly server: Server,
    /** Method and path of each request, without its query. */
    readonly asked: readonly string[],
    private readonly answered: { bytes: number },
  ) {}

  static async start(targetUrl: string): Promise<CountingProxy> {
    const asked: string[] = [];
    const answered = { bytes: 0 };
    const server = createServer((incoming, outgoing) => {
      const path = incoming.url ?? '/';
      asked.push(`${incoming.method} ${path.split('?')[0]}`);
      const sent = request(
        new URL(path, targetUrl),
        { method: incoming.method, headers: incoming.headers },
        answer => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          outgoing.flushHeaders();
          answer.on('data', ({ length }: Buffer) => {
            answered.bytes += length;
          });
          answer.pipe(outgoing);
          answer.on('error', () => outgoing.destroy());
        },
      );
      sent.on('error', () => outgoing.destroy());
      outgoing.on('close', () => sent.destroy());
      incoming.pipe(sent);
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return new CountingProxy(server, asked, answered);
  }

  /** Of the bodies of all answers, as they were sent. */
  get bytes(): number {
    return this.answered.bytes;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How often each proxy's metrics were read, by the path. */
  reads(): Map<string, number> {
    const counts = new Map<string, number>();
    this.asked
      .filter(line => /^GET .*\/pods\/[^/]+\/proxy\/metrics$/.test(line))
      .forEach(line => counts.set(line, (counts.get(line) ?? 0) + 1));
    return counts;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => {
      this.server.close(resolve);
    });
  }
}
