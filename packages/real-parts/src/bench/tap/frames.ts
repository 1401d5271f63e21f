/** Bytes of the little-endian length before each message. */
const PREFIX_BYTES = 4;

/** The whole frames at the beginning of some bytes, each with its length in front. What comes after the last one is left out. */
export function wholeFrames(bytes: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  let at = 0;
  while (at + PREFIX_BYTES <= bytes.length) {
    const end = at + PREFIX_BYTES + bytes.readUInt32LE(at);
    if (end > bytes.length) {
      break;
    }
    frames.push(bytes.subarray(at, end));
    at = end;
  }
  return frames;
}
