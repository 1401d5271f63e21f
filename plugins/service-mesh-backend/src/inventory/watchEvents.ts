import { KubernetesObject } from './kubernetesObjects';

/**
 * One event of a watch.
 */
export type WatchEvent =
  | {
      type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
      object: KubernetesObject;
    }
  | { type: 'ERROR'; object: WatchFailure };

/** The Status object inside an ERROR event. */
export interface WatchFailure {
  code?: number;
  reason?: string;
  message?: string;
}

/** etcd refuses objects above 1.5 MiB. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;

const EVENT_TYPES = ['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR'];

/**
 * Reads the events of a watch, one JSON document a line, as soon as each line is complete. A last line without an end was cut and is no
 * event.
 *
 * @throws Error where a line is no event, or too long for one
 */
export async function* watchEvents(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<WatchEvent> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    let start = 0;
    for (
      let end = chunk.indexOf(0x0a);
      end >= 0;
      end = chunk.indexOf(0x0a, start)
    ) {
      parts.push(chunk.subarray(start, end));
      const line = Buffer.concat(parts).toString('utf8').trim();
      parts = [];
      size = 0;
      start = end + 1;
      if (line) {
        yield parseEvent(line);
      }
    }
    if (start < chunk.length) {
      parts.push(chunk.subarray(start));
      size += chunk.length - start;
    }
    if (size > MAX_LINE_BYTES) {
      throw new Error(`A watch event has more than ${MAX_LINE_BYTES} bytes`);
    }
  }
}

function parseEvent(line: string): WatchEvent {
  let event: Partial<WatchEvent> | null;
  try {
    event = JSON.parse(line);
  } catch {
    throw new Error('A watch sent a line that is no JSON');
  }
  if (
    typeof event?.object !== 'object' ||
    event.object === null ||
    !EVENT_TYPES.includes(event.type ?? '')
  ) {
    throw new Error('A watch sent a line that is no event');
  }
  return event as WatchEvent;
}
