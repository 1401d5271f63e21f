export const LENGTH_BYTES = 4;

/** A message behind its length, 4 bytes little-endian. Another length than its own makes the frame a lie. */
export function encodeFrame(
  message: Uint8Array,
  length: number = message.length,
): Buffer {
  const frame = Buffer.allocUnsafe(LENGTH_BYTES + message.length);
  frame.writeUInt32LE(length, 0);
  frame.set(message, LENGTH_BYTES);
  return frame;
}

/** Takes a whole body apart. What is left of a cut frame is handed back as `rest`. */
export function decodeFrames(body: Buffer): {
  messages: Buffer[];
  rest: Buffer;
} {
  const messages: Buffer[] = [];
  let at = 0;
  while (at + LENGTH_BYTES <= body.length) {
    const end = at + LENGTH_BYTES + body.readUInt32LE(at);
    if (end > body.length) {
      break;
    }
    messages.push(body.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return { messages, rest: body.subarray(at) };
}
