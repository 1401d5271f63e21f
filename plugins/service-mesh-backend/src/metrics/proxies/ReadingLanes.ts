import pLimit from 'p-limit';
import { Member } from './FleetMembers';
import { MemberReader } from './MemberReader';

const MAX_IN_FLIGHT = 16;

/** A proxy that has not answered by then (its node may be cut off) no longer keeps the next one waiting. */
const SLOW_MS = 300;

/** Those that are slow among them. */
const MAX_PENDING = 64;

/**
 * Reads a few proxies at a time, so that those that do not answer hold up nobody but themselves.
 *
 * @internal
 */
export class ReadingLanes {
  private readonly quick = pLimit(MAX_IN_FLIGHT);
  private readonly all = pLimit(MAX_PENDING);

  constructor(private readonly reader: Pick<MemberReader, 'read'>) {}

  read(member: Member): Promise<void> {
    return this.all(async () => {
      let reading: Promise<void> | undefined;
      await this.quick(async () => {
        reading = this.reader.read(member);
        await finishedOrSlow(reading);
      });
      await reading;
    });
  }
}

async function finishedOrSlow(reading: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<void>(resolve => {
    timer = setTimeout(resolve, SLOW_MS);
  });
  await Promise.race([reading, slow]);
  clearTimeout(timer);
}
