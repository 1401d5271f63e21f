import { once } from 'node:events';
import { TapEnd } from '@backstage-mesh/plugin-service-mesh-common';
import { Response } from 'express';
import { TapMessage } from './TapMessage';
import { TapViewer } from './TapViewer';

/** A comment at least this often, so that proxies on the way do not take a silent tap for a dead one. */
const HEARTBEAT_MS = 15_000;

/**
 * So many comments in a row, and nothing else, end the stream: they are so small that buffers on the way take them for hours after the
 * reader has gone without a word. One that is still there begins again.
 */
const SILENT_HEARTBEATS = 8;

const SILENT: TapEnd = {
  reason: 'idle',
  message:
    'No request came for a while, and the portal can not tell whether anybody still listens: start the tap again to go on.',
  retry: true,
};

/** A reader that takes nothing for so long is gone. */
const STALL_MS = 15_000;

/** How long a reader may take to collect the last bytes. */
const CLOSE_TIMEOUT_MS = 1_000;

/**
 * Writes a viewer's messages as Server-Sent Events until the stream ends or the reader leaves.
 *
 * The head is sent at once: the mesh may stay silent. `no-transform` keeps the compression of the HTTP server from
 * holding events back.
 */
export async function sendServerSentEvents(
  response: Response,
  viewer: TapViewer,
  heartbeatMs: number = HEARTBEAT_MS,
): Promise<void> {
  if (response.destroyed) {
    // The reader left before the stream began, and `close` does not come again.
    viewer.close();
    return;
  }
  response.on('close', () => viewer.close());
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
    Connection: 'keep-alive',
  });
  response.flushHeaders();
  try {
    for (let silent = 0; ; ) {
      const message = await viewer.next(heartbeatMs);
      if (!message) {
        return;
      }
      silent = message === 'idle' ? silent + 1 : 0;
      if (silent === SILENT_HEARTBEATS) {
        viewer.end(SILENT);
      }
      const text = message === 'idle' ? ': ping\n\n' : format(message);
      if (!response.write(text) && !(await drained(response, viewer))) {
        response.destroy();
        return;
      }
    }
  } finally {
    viewer.close();
    response.end();
    // A reader that takes nothing must not keep the connection open.
    setTimeout(() => response.destroy(), CLOSE_TIMEOUT_MS).unref();
  }
}

/** JSON holds no line breaks, so one data line is enough. */
function format({ type, data }: TapMessage): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Whether the reader takes more; false where it left, stalls, or was closed. */
async function drained(
  response: Response,
  viewer: TapViewer,
): Promise<boolean> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  const timer = setTimeout(abort, STALL_MS);
  viewer.closed.addEventListener('abort', abort, { once: true });
  if (viewer.closed.aborted) {
    abort();
  }
  try {
    await once(response, 'drain', { signal: stop.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    viewer.closed.removeEventListener('abort', abort);
  }
}
