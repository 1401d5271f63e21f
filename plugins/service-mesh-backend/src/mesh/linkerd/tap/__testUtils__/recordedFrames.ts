import { readRecording } from './recordings';

/** Recordings that between them hold each kind of event. */
const NAMES = [
  'all-deployments',
  'authority',
  'denied-intruder',
  'abort-collector-slow',
];

/** So many different frames are enough to begin with. */
const MOST_FRAMES = 60;

/** The framed bytes of a recorded stream. */
export function recordedBody(name: string = NAMES[0]): Buffer {
  const { answer } = readRecording(name);
  return dechunk(answer.subarray(answer.indexOf('\r\n\r\n') + 4));
}

/** Messages of recorded streams. */
export function recordedFrames(): Buffer[] {
  return NAMES.flatMap(name => {
    const body = recordedBody(name);
    const frames: Buffer[] = [];
    for (let at = 0; at + 4 <= body.length; ) {
      const end = at + 4 + body.readUInt32LE(at);
      if (end > body.length) {
        break;
      }
      frames.push(body.subarray(at + 4, end));
      at = end;
    }
    return frames.slice(0, MOST_FRAMES);
  });
}

function dechunk(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let rest = bytes;
  for (;;) {
    const line = rest.indexOf('\r\n');
    const size = parseInt(rest.subarray(0, line).toString(), 16);
    if (line < 0 || !size) {
      return Buffer.concat(parts);
    }
    parts.push(rest.subarray(line + 2, line + 2 + size));
    rest = rest.subarray(line + 2 + size + 2);
  }
}
