import { setTimeout as sleep } from 'node:timers/promises';

/** What is freed in one round frees more in the next one. */
const ROUNDS = 4;
const PAUSE_MS = 50;

/**
 * Bytes in use once the garbage is gone, those outside of the heap of JavaScript too.
 *
 * @throws Error where Node.js was started without `--expose-gc`
 */
export async function bytesInUse(): Promise<number> {
  const { gc } = globalThis;
  if (!gc) {
    throw new Error('Start Node.js with --expose-gc, as npm run bench does.');
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    gc();
    await sleep(PAUSE_MS);
  }
  // What came and went in the last pause is no memory in use: of a busy tap that is more than all that waits for a reader.
  gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
