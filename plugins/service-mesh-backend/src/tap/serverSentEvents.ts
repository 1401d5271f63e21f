import { once } from 'node:events';
import { Response } from 'express';
import { TapMessage } from './TapMessage';
import { TapViewer } from './TapViewer';

/** A comment at least this often, so that proxies on the way do not take a silent tap for a dead one. */
const HEARTBEAT_MS = 15_000;

/** A reader that takes nothing for so long is gone. */
const STALL_MS = 15_000;

/**
 * Writes a viewer's messages as Server-Sent Events until the stream ends or the reader leaves.
 *
 * The head is sent at once: the mesh may stay silent for minutes. `no-transform` keeps the compression of the HTTP server from
 * holding events back.
 */
export async function sendServerSentEvents(
  response: Response,
  viewer: TapViewer,
): Promise<void> {
  response.on('close', () => viewer.close());
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
    Connection: 'keep-alive',
  });
  response.flushHeaders();
  try {
    for (;;) {
      const message = await viewer.next(HEARTBEAT_MS);
      if (!message) {
        return;
      }
      const text = message === 'idle' ? ': ping\n\n' : format(message);
      if (!response.write(text) && !(await drained(response))) {
        response.destroy();
        return;
      }
    }
  } finally {
    response.end();
    viewer.close();
  }
}

/** JSON holds no line breaks, so one data line is enough. */
function format({ type, data }: TapMessage): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Whether the reader takes more; false where it left or stalls. */
async function drained(response: Response): Promise<boolean> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  const timer = setTimeout(abort, STALL_MS);
  response.once('close', abort);
  try {
    await once(response, 'drain', { signal: stop.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    response.off('close', abort);
  }
}
