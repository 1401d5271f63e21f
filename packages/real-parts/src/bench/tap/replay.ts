import type { ServerResponse } from 'node:http';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Marks } from './marks';
import type { Phase } from './phases';

const TICK_MS = 5;

/** After a pause that the machine made, no more than this is caught up: a burst would measure the machine. */
const LONGEST_CATCH_UP_MS = 100;

/** Writes frames again and again at a rate, as fast as the other side takes them. Returns how many were written, in how long, and when. */
export async function replay(
  response: ServerResponse,
  frames: readonly Buffer[],
  { eventsPerSecond, seconds }: Phase,
): Promise<{ sent: number; seconds: number; times: number[] }> {
  const marks = new Marks();
  const startedAt = performance.now();
  let sent = 0;
  let owed = 0;
  let last = startedAt;
  while (last - startedAt < seconds * 1_000 && !response.destroyed) {
    await sleep(TICK_MS);
    const now = performance.now();
    owed += (Math.min(LONGEST_CATCH_UP_MS, now - last) * eventsPerSecond) / 1e3;
    last = now;
    const due: Buffer[] = [];
    for (; owed >= 1; owed -= 1) {
      due.push(frames[sent % frames.length]);
      marks.pass(sent);
      sent += 1;
    }
    if (!response.write(Buffer.concat(due))) {
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
  }
  return { sent, seconds: (last - startedAt) / 1_000, times: marks.times };
}
