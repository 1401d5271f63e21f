import { connect, type Socket } from 'node:net';
import { decodeEvent } from '../events';
import { decodeFrames } from '../frame';
import type {
  MatchMessage,
  TapEventMessage,
  TapRequestMessage,
} from '../messages';
import { tapRequestType } from '../schema';
import { readAnswer } from './recordings';

export function encodeRequest(request: TapRequestMessage): Buffer {
  return Buffer.from(tapRequestType.encode(request).finish());
}

export interface TapOptions {
  namespace: string;
  type: string;
  name?: string;
  labelSelector?: string;
  matches?: MatchMessage[];
  maxRps?: number;
  headers?: boolean;
}

/** Path and body of a tap as the mesh's own command line makes them. */
export function tapRequest({
  namespace,
  type,
  name = '',
  labelSelector,
  matches = [],
  maxRps = 100,
  headers = true,
}: TapOptions): { path: string; body: Buffer } {
  const isNamespace = type === 'namespace';
  const base = '/apis/tap.linkerd.io/v1alpha1/watch/namespaces';
  return {
    path: isNamespace
      ? `${base}/${namespace}/tap`
      : `${base}/${namespace}/${type}s/${name}/tap`,
    body: encodeRequest({
      target: {
        resource: {
          ...(isNamespace ? {} : { namespace }),
          type,
          ...(isNamespace ? { name: namespace } : { name }),
        },
        ...(labelSelector ? { labelSelector } : {}),
      },
      match: { all: { matches } },
      maxRps,
      ...(headers ? { extract: { http: { headers: {} } } } : {}),
    }),
  };
}

/** A request over a socket of its own, so that every byte and the way it ends can be seen. */
export class TapSession {
  private chunks: Buffer[] = [];
  private isEnded = false;
  private readonly socket: Socket;
  private readonly ended: Promise<void>;

  constructor(
    url: string,
    { path, body }: { path: string; body: Buffer },
    headers: Record<string, string> = {},
    method = 'POST',
  ) {
    const { hostname, port, host } = new URL(url);
    this.socket = connect(Number(port), hostname);
    this.ended = new Promise(resolve => {
      this.socket.once('close', () => {
        this.isEnded = true;
        resolve();
      });
    });
    this.socket.on('error', () => {});
    this.socket.on('data', chunk => {
      this.chunks.push(chunk);
    });
    const head = [
      `${method} ${path} HTTP/1.1`,
      `Host: ${host}`,
      `Content-Length: ${body.length}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    this.socket.write(`${head.join('\r\n')}\r\n\r\n`);
    this.socket.write(body);
  }

  get bytes(): Buffer {
    if (this.chunks.length > 1) {
      this.chunks = [Buffer.concat(this.chunks)];
    }
    return this.chunks[0] ?? Buffer.alloc(0);
  }

  get isClosed(): boolean {
    return this.isEnded;
  }

  get answer() {
    return readAnswer(this.bytes);
  }

  get events(): TapEventMessage[] {
    return this.bytes.length === 0
      ? []
      : decodeFrames(this.answer.body).messages.map(decodeEvent);
  }

  /** Until it holds, looked at again and again. @throws Error after two seconds. */
  async until(holds: () => boolean): Promise<void> {
    const deadline = performance.now() + 2000;
    while (!holds()) {
      if (performance.now() > deadline) {
        throw new Error(
          `it did not come about; received: ${this.bytes.toString(
            'latin1',
            0,
            4000,
          )}`,
        );
      }
      await pause(5);
    }
  }

  /** Until the whole answer is there. */
  async whole(): Promise<ReturnType<typeof readAnswer>> {
    await this.until(() => this.bytes.length > 0 && this.answer.isWhole);
    return this.answer;
  }

  async closed(): Promise<void> {
    await this.ended;
  }

  /** Stops reading, as a client does that can not keep up. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  close(): void {
    this.socket.destroy();
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, milliseconds);
  });
}
