import { MeshTapError } from '@backstage-mesh/plugin-service-mesh-node';

/** Bytes of the little-endian length before each message. */
const PREFIX_BYTES = 4;

/** The longest message that is accepted: real ones are a few kilobytes, headers included. */
export const MAX_FRAME_BYTES = 1024 * 1024;

/**
 * Cuts a stream of bytes into messages: a length as little-endian uint32, then that many bytes, again and again. The pieces
 * may be split anywhere. Memory stays bounded by one message: a length above the limit is refused before it is allocated.
 *
 * @throws MeshTapError (`protocol`) where a length is too large, (`cut`) where the stream ends inside a message
 */
export async function* readFrames(
  pieces: AsyncIterable<Uint8Array>,
  maxBytes: number = MAX_FRAME_BYTES,
): AsyncGenerator<Uint8Array, void, undefined> {
  const prefix = new Uint8Array(PREFIX_BYTES);
  let prefixFilled = 0;
  let message: Uint8Array | undefined;
  let messageFilled = 0;

  for await (const piece of pieces) {
    let at = 0;
    while (at < piece.length) {
      if (!message) {
        const part = piece.subarray(at, at + PREFIX_BYTES - prefixFilled);
        prefix.set(part, prefixFilled);
        prefixFilled += part.length;
        at += part.length;
        if (prefixFilled < PREFIX_BYTES) {
          break;
        }
        message = new Uint8Array(readLength(prefix, maxBytes));
        messageFilled = 0;
      }
      const part = piece.subarray(at, at + message.length - messageFilled);
      message.set(part, messageFilled);
      messageFilled += part.length;
      at += part.length;
      if (messageFilled === message.length) {
        const complete = message;
        message = undefined;
        prefixFilled = 0;
        yield complete;
      }
    }
  }
  if (message || prefixFilled > 0) {
    throw new MeshTapError('The tap stream ended inside a message.', 'cut');
  }
}

function readLength(prefix: Uint8Array, maxBytes: number): number {
  const length = new DataView(prefix.buffer).getUint32(0, true);
  if (length > maxBytes) {
    throw new MeshTapError(
      `The mesh sent a tap message of ${length} bytes; at most ${maxBytes} are accepted.`,
      'protocol',
    );
  }
  return length;
}
