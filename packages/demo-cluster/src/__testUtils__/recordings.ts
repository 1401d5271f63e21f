import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

const root = path.join(__dirname, '..', '__fixtures__', 'linkerd');

export interface RecordedAnswer {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: string;
}

function read(file: string): Buffer {
  const bytes = readFileSync(path.join(root, file));
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

function unchunk(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let rest = bytes;
  for (;;) {
    const end = rest.indexOf('\r\n');
    const size = end < 0 ? 0 : parseInt(rest.toString('latin1', 0, end), 16);
    if (!size) {
      return Buffer.concat(parts);
    }
    parts.push(rest.subarray(end + 2, end + 2 + size));
    rest = rest.subarray(end + 2 + size + 2);
  }
}

/** An answer of the recorded API server. */
export function recordedAnswer(file: string): RecordedAnswer {
  const bytes = read(`kubernetes/${file}`);
  const split = bytes.indexOf('\r\n\r\n');
  const [statusLine, ...lines] = bytes
    .toString('latin1', 0, split < 0 ? bytes.length : split)
    .trimEnd()
    .split('\r\n');
  const headers = Object.fromEntries(
    lines.map(line => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const rest = split < 0 ? Buffer.alloc(0) : bytes.subarray(split + 4);
  const isChunked = headers['transfer-encoding'] === 'chunked';
  return {
    status: Number(statusLine.split(' ')[1]),
    headers,
    body: (isChunked ? unchunk(rest) : rest).toString('utf8'),
  };
}

/** The exposition of a recorded proxy. */
export function recordedMetrics(file: string): string {
  return read(`metrics/${file}`).toString('utf8');
}
