import { get, IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** One message of a stream, or its heartbeat. */
export interface ReceivedMessage {
  type: string;
  data: unknown;
}

/** A stream of Server-Sent Events that is being read. */
export interface EventStream {
  status: number;
  headers: IncomingHttpHeaders;
  /** All that came so far. */
  messages: ReceivedMessage[];
  /** The text of the body so far. */
  text(): string;
  /** Resolves with the first message that fits. */
  waitFor(
    fits: (message: ReceivedMessage) => boolean,
    timeoutMs?: number,
  ): Promise<ReceivedMessage>;
  /** Resolves when the server has closed the stream. */
  ended: Promise<void>;
  close(): void;
}

/** Opens a stream as a browser does. Resolves with the head. */
export function openEventStream(
  url: string,
  headers: Record<string, string>,
): Promise<EventStream> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent: false }, response => {
      resolve(readStream(response));
    });
    request.on('error', reject);
  });
}

function readStream(response: IncomingMessage): EventStream {
  const messages: ReceivedMessage[] = [];
  const waiting = new Set<() => void>();
  let text = '';
  let parsed = 0;
  response.setEncoding('utf8');
  response.on('data', (piece: string) => {
    text += piece;
    for (
      let end = text.indexOf('\n\n', parsed);
      end >= 0;
      end = text.indexOf('\n\n', parsed)
    ) {
      messages.push(parse(text.slice(parsed, end)));
      parsed = end + 2;
    }
    waiting.forEach(check => check());
  });
  // A cut of our own making.
  response.on('error', () => {});
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    messages,
    text: () => text,
    ended: new Promise(resolve => {
      response.on('close', resolve);
    }),
    waitFor: (fits, timeoutMs = 5_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`It did not come; so far: ${text}`)),
          timeoutMs,
        );
        const check = () => {
          const found = messages.find(fits);
          if (found) {
            clearTimeout(timer);
            waiting.delete(check);
            resolve(found);
          }
        };
        waiting.add(check);
        check();
      }),
    close: () => response.destroy(),
  };
}

function parse(block: string): ReceivedMessage {
  const event = /^event: (.*)$/m.exec(block)?.[1];
  const data = /^data: (.*)$/m.exec(block)?.[1];
  return {
    type: event ?? 'comment',
    data: data === undefined ? block : JSON.parse(data),
  };
}
