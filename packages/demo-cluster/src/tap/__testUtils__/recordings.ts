import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

const folder = path.join(__dirname, '..', '__fixtures__');

export interface Recording {
  request: { method: string; path: string; bodyHex: string; user: string };
  /** How it ended. */
  end: string;
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** Without the chunked framing. */
  body: Buffer;
  /** Whether the last chunk was there. */
  isWhole: boolean;
}

export function recording(name: string): Recording {
  const { request, end } = JSON.parse(
    readFileSync(path.join(folder, `${name}.json`), 'utf8'),
  );
  return { request, end, ...readAnswer(answerBytes(name)) };
}

/** Names of the recordings, by their beginning. */
export function recordingNames(isWanted: (name: string) => boolean): string[] {
  return readdirSync(folder)
    .filter(file => file.endsWith('.json'))
    .map(file => file.slice(0, -'.json'.length))
    .filter(isWanted);
}

function answerBytes(name: string): Buffer {
  const plain = path.join(folder, `${name}.http`);
  return existsSync(plain)
    ? readFileSync(plain)
    : gunzipSync(readFileSync(`${plain}.gz`));
}

/** Reads an answer as it came from the wire. */
export function readAnswer(
  bytes: Buffer,
): Pick<Recording, 'status' | 'headers' | 'body' | 'isWhole'> {
  const split = bytes.indexOf('\r\n\r\n');
  const [statusLine, ...lines] = bytes
    .toString('latin1', 0, split)
    .split('\r\n');
  const headers = Object.fromEntries(
    lines.map(line => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const rest = bytes.subarray(split + 4);
  return {
    status: Number(statusLine.split(' ')[1]),
    headers,
    ...(headers['transfer-encoding'] === 'chunked'
      ? unchunk(rest)
      : {
          body: rest,
          isWhole: rest.length === Number(headers['content-length']),
        }),
  };
}

function unchunk(bytes: Buffer): { body: Buffer; isWhole: boolean } {
  const parts: Buffer[] = [];
  let rest = bytes;
  for (;;) {
    const end = rest.indexOf('\r\n');
    const size = end < 0 ? NaN : parseInt(rest.toString('latin1', 0, end), 16);
    if (!size) {
      return { body: Buffer.concat(parts), isWhole: size === 0 };
    }
    parts.push(rest.subarray(end + 2, end + 2 + size));
    rest = rest.subarray(end + 2 + size + 2);
  }
}
