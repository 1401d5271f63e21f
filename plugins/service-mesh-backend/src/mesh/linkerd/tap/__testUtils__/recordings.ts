import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const FOLDER = join(__dirname, '..', '__fixtures__');

/** A recorded tap: the request as it was sent, and every byte of the answer. */
export interface Recording {
  name: string;
  request: { method: string; path: string; body: Buffer };
  answer: Buffer;
}

/** What a recorded stream holds. */
export interface ExpectedStream {
  silent?: boolean;
  requests: number;
  responses: number;
  ends: number;
  endsWithoutResponse: number;
  requestHeaders: number;
  inbound: number;
  outbound: number;
  statuses: Record<string, number>;
  grpc: Record<string, number>;
  resets: Record<string, number>;
}

export function recordingNames(): string[] {
  return readdirSync(FOLDER)
    .map(file => /^(.+)\.http(\.gz)?$/.exec(file)?.[1])
    .filter((name): name is string => name !== undefined);
}

export function readRecording(name: string): Recording {
  const { request } = JSON.parse(
    readFileSync(join(FOLDER, `${name}.json`), 'utf8'),
  );
  const zipped = readdirSync(FOLDER).includes(`${name}.http.gz`);
  const bytes = readFileSync(
    join(FOLDER, zipped ? `${name}.http.gz` : `${name}.http`),
  );
  return {
    name,
    request: {
      method: request.method,
      path: request.path,
      body: Buffer.from(request.bodyHex, 'hex'),
    },
    answer: zipped ? gunzipSync(bytes) : bytes,
  };
}

export function readExpected(): Record<string, ExpectedStream> {
  return JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8'));
}
