import { readFileSync } from 'fs';
import { AddressInfo, Server, Socket, createServer } from 'net';
import { join } from 'path';
import { gunzipSync } from 'zlib';

/** A request as it came, without its body. */
export interface ReplayRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
}

/** Bytes for the wire, and what happens to the connection after them. */
export interface ReplayAnswer {
  bytes: Buffer | string;
  /** `keep`: the next request may come; `hang`: stays open and silent; `cut`: closed at once. */
  then?: 'keep' | 'hang' | 'cut';
  /** The bytes are held back until then. */
  when?: Promise<void>;
}

/**
 * A server on a real socket that answers with recorded bytes, exactly as they were.
 */
export class ReplayServer {
  readonly requests: ReplayRequest[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #hanging = new Set<Socket>();
  #accepted = 0;

  static async start(
    respond: (request: ReplayRequest) => ReplayAnswer,
  ): Promise<ReplayServer> {
    const replay = new ReplayServer(respond);
    await new Promise<void>(resolve =>
      replay.#server.listen(0, '127.0.0.1', resolve),
    );
    return replay;
  }

  private constructor(respond: (request: ReplayRequest) => ReplayAnswer) {
    this.#server = createServer(socket => {
      this.#accepted++;
      this.#sockets.add(socket);
      let input = '';
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        this.#hanging.delete(socket);
      });
      socket.on('data', data => {
        input += data.toString('latin1');
        for (
          let end = input.indexOf('\r\n\r\n');
          end >= 0;
          end = input.indexOf('\r\n\r\n')
        ) {
          const request = parseHead(input.slice(0, end));
          const length = Number(request.headers['content-length'] ?? 0);
          if (input.length < end + 4 + length) {
            return;
          }
          input = input.slice(end + 4 + length);
          this.requests.push(request);
          const reply = respond(request);
          if (reply.then === 'hang') {
            this.#hanging.add(socket);
          }
          void send(socket, reply);
        }
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Answers that do not end and that somebody still listens to. */
  get hanging(): number {
    return this.#hanging.size;
  }

  /** Connections that were ever opened. */
  get accepted(): number {
    return this.#accepted;
  }

  async close(): Promise<void> {
    this.#sockets.forEach(socket => socket.destroy());
    await new Promise(resolve => this.#server.close(resolve));
  }
}

/** The bytes of a recording of an API server. */
export function recorded(name: string): Buffer {
  const folder = join(__dirname, '../../inventory/__fixtures__/kubernetes');
  return name.endsWith('.gz')
    ? gunzipSync(readFileSync(join(folder, name)))
    : readFileSync(join(folder, name));
}

/** An answer that was made up, for what was not recorded. */
export function answer(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return [
    `HTTP/1.1 ${status} Made Up`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    text,
  ].join('\r\n');
}

async function send(
  socket: Socket,
  { bytes, then = 'keep', when }: ReplayAnswer,
): Promise<void> {
  await when;
  socket.write(bytes);
  if (then === 'cut') {
    socket.end();
  }
}

function parseHead(head: string): ReplayRequest {
  const [line, ...lines] = head.split('\r\n');
  const [method, target] = line.split(' ');
  const url = new URL(target, 'http://replay');
  return {
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(
      lines.map(text => {
        const colon = text.indexOf(':');
        return [
          text.slice(0, colon).toLowerCase(),
          text.slice(colon + 1).trim(),
        ];
      }),
    ),
  };
}
