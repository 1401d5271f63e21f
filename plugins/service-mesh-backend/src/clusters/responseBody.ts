import { ServiceUnavailableError } from '@backstage/errors';
import { IncomingMessage } from 'http';
import { pipeline } from 'stream';
import { constants, createGunzip } from 'zlib';
import { messageOf } from '../messageOf';

/**
 * The most that one compressed answer may unfold to, whoever reads it: a small body that never ends is an attack.
 */
const MAX_UNFOLDED_BYTES = 512 * 1024 * 1024;

/**
 * Yields the content of an answer in the pieces in which it arrives, gzip undone.
 *
 * @throws ServiceUnavailableError where the connection is cut, or what came is no gzip
 */
export async function* responseBody(
  response: IncomingMessage,
  cluster: string,
  maxUnfoldedBytes: number = MAX_UNFOLDED_BYTES,
): AsyncGenerator<Uint8Array> {
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    response.destroy();
    throw new ServiceUnavailableError(
      `The cluster ${cluster} answered in the encoding ${JSON.stringify(
        encoding,
      )}, which was not asked for`,
    );
  }
  try {
    if (encoding === 'identity') {
      for await (const chunk of response) {
        yield chunk;
      }
      return;
    }
    // Without the flush mode zlib would hold back what is complete until its buffer is full.
    const gunzip = createGunzip({ flush: constants.Z_SYNC_FLUSH });
    pipeline(response, gunzip, () => {});
    let unfolded = 0;
    for await (const chunk of gunzip) {
      unfolded += chunk.length;
      if (unfolded > maxUnfoldedBytes) {
        throw new Error(
          `the compressed answer unfolds to more than ${maxUnfoldedBytes} bytes`,
        );
      }
      yield chunk;
    }
  } catch (error) {
    throw new ServiceUnavailableError(
      `The connection to the cluster ${cluster} broke off: ${messageOf(error)}`,
    );
  } finally {
    response.destroy();
  }
}

/**
 * Reads a body to its end.
 *
 * @throws ServiceUnavailableError where it is longer than `maxBytes`, or nothing comes for `stallMs`
 */
export async function readBody(
  body: AsyncIterable<Uint8Array>,
  options: {
    maxBytes: number;
    stallMs: number;
    cancel: () => void;
    cluster: string;
  },
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let stalled = false;
  const stall = () => {
    stalled = true;
    options.cancel();
  };
  let timer = setTimeout(stall, options.stallMs);
  try {
    for await (const chunk of body) {
      clearTimeout(timer);
      size += chunk.length;
      if (size > options.maxBytes) {
        options.cancel();
        throw new ServiceUnavailableError(
          `The cluster ${options.cluster} answered with more than ${options.maxBytes} bytes`,
        );
      }
      chunks.push(chunk);
      timer = setTimeout(stall, options.stallMs);
    }
  } catch (error) {
    if (stalled) {
      throw new ServiceUnavailableError(
        `The cluster ${options.cluster} stopped answering for ${
          options.stallMs / 1000
        } s in the middle of an answer`,
      );
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks, size);
}
