import {
  createServer,
  request as ask,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { wholeFrames } from './frames';
import { parsePhases, type Phase } from './phases';
import { replay } from './replay';

/**
 * A program: stands in front of a demo cluster's API server. Everything goes through to it but taps: of those the first events come from
 * the cluster and are then repeated at a rate that the cluster has not.
 *
 * Arguments: the address of the cluster (http), and the phases, one per tap.
 */

/** So many events of the cluster are repeated. */
const RECORDED_EVENTS = 300;

const [target = '', phases = ''] = process.argv.slice(2);
const waiting = parsePhases(phases);

function say(fact: object): void {
  process.stdout.write(`${JSON.stringify(fact)}\n`);
}

function forward(
  incoming: IncomingMessage,
  onResponse: (response: IncomingMessage) => void,
) {
  const { pathname, search } = new URL(incoming.url ?? '/', target);
  const outgoing = ask(
    new URL(`${pathname}${search}`, target),
    { method: incoming.method, headers: incoming.headers },
    onResponse,
  );
  incoming.pipe(outgoing);
  return outgoing;
}

function passOn(incoming: IncomingMessage, response: ServerResponse): void {
  const outgoing = forward(incoming, answer => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  response.on('close', () => outgoing.destroy());
}

function repeat(
  incoming: IncomingMessage,
  response: ServerResponse,
  phase: Phase,
): void {
  const outgoing = forward(incoming, answer => {
    let recorded = Buffer.alloc(0);
    let isRecording = true;
    answer.on('data', (part: Buffer) => {
      recorded = Buffer.concat([recorded, part]);
      const frames = wholeFrames(recorded);
      if (!isRecording || frames.length < RECORDED_EVENTS) {
        return;
      }
      isRecording = false;
      outgoing.destroy();
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      say({ event: 'started', bytesPerEvent: recorded.length / frames.length });
      replay(response, frames, phase).then(
        result => {
          response.end();
          say({ event: 'ended', ...result });
        },
        error => response.destroy(error),
      );
    });
    answer.on('error', () => undefined);
  });
  outgoing.on('error', () => {
    if (!response.headersSent) {
      response.destroy();
    }
  });
}

const server = createServer((incoming, response) => {
  const phase =
    incoming.method === 'POST' && incoming.url?.includes('/tap.linkerd.io/')
      ? waiting.shift()
      : undefined;
  if (phase) {
    repeat(incoming, response, phase);
  } else {
    passOn(incoming, response);
  }
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  say({ event: 'ready', url: `http://127.0.0.1:${port}` });
});
