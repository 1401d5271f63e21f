import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Marks } from './marks';

/**
 * A program: reads a live tap as Server-Sent Events to its end, and says how many events came, when, and how many it was told that it lost.
 *
 * Arguments: the address, the header `Authorization`, and for how many seconds to read nothing once the tap has begun.
 */

const [url = '', authorization = '', pauseSeconds = '0'] =
  process.argv.slice(2);

interface Counts {
  received: number;
  dropped: number;
}

function say(fact: object): void {
  process.stdout.write(`${JSON.stringify(fact)}\n`);
}

/** Counts one block of the stream. Returns the reason where it is the end. */
function count(
  block: string,
  counts: Counts,
  marks: Marks,
): string | undefined {
  if (block.startsWith('event: tap\n')) {
    marks.pass(counts.received);
    counts.received += 1;
  } else if (block.startsWith('event: dropped\n')) {
    counts.dropped += JSON.parse(block.slice(block.indexOf('{'))).count;
  } else if (block.startsWith('event: end\n')) {
    return block.slice(block.indexOf('{'));
  }
  return undefined;
}

async function read(): Promise<void> {
  const response = await new Promise<AsyncIterable<string>>(
    (resolve, reject) => {
      get(
        url,
        { headers: { authorization, accept: 'text/event-stream' } },
        answer => {
          if (answer.statusCode === 200) {
            resolve(answer.setEncoding('utf8'));
          } else {
            reject(new Error(`The tap was answered ${answer.statusCode}`));
          }
        },
      ).on('error', reject);
    },
  );
  const counts: Counts = { received: 0, dropped: 0 };
  const marks = new Marks();
  let end: string | undefined;
  let rest = '';
  let pauseMs = Number(pauseSeconds) * 1_000;
  for await (const text of response) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      end = count(block, counts, marks) ?? end;
    }
    if (pauseMs > 0 && counts.received > 0) {
      say({ event: 'pausing' });
      await sleep(pauseMs);
      pauseMs = 0;
    }
  }
  say({ event: 'read', ...counts, end, times: marks.times });
}

read().catch(error => {
  console.error(error);
  process.exit(1);
});
