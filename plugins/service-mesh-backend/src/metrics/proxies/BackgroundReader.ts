import pLimit from 'p-limit';
import { FleetMembers, Member, ProxyPod } from './FleetMembers';
import { MemberReader } from './MemberReader';
import { SharedRounds } from './SharedRounds';

/** Nobody waits for these: they are spread over time. */
const IN_FLIGHT = 2;

/** @internal */
export interface BackgroundReaderOptions {
  members: FleetMembers;
  reader: Pick<MemberReader, 'read' | 'fail'>;
  /** Shares what is read with other instances of the portal. */
  rounds?: SharedRounds;
  /** The most proxies of a round. */
  max: number;
  /** From one round to the next. */
  intervalMs: number;
  now(): number;
}

/**
 * Reads proxies though nobody asks about them.
 *
 * @internal
 */
export class BackgroundReader {
  private readonly limit = pLimit(IN_FLIGHT);
  private closed = false;

  constructor(private readonly options: BackgroundReaderOptions) {}

  close(): void {
    this.closed = true;
  }

  /** Reads these pods, but for those that were read lately. */
  async read(pods: readonly ProxyPod[]): Promise<void> {
    const { members, reader, rounds, max, now } = this.options;
    const begun = now();
    // Where nobody looks for days, nobody else forgets the pods that are no more.
    members.forget(begun);
    const wanted = pods.slice(0, max).map(pod => members.want(pod, begun));
    if (rounds) {
      await rounds.read({
        members: wanted,
        isDue: this.isDue,
        read: this.readDue,
        fail: (member, reason) => reader.fail(member, reason),
      });
    } else {
      await this.readDue(wanted.filter(this.isDue));
    }
  }

  private readonly readDue = async (due: readonly Member[]): Promise<void> => {
    await Promise.all(
      due.map(member =>
        this.limit(async () => {
          // Somebody may have asked about it while it waited for its turn.
          if (!this.closed && this.isDue(member)) {
            await this.options.reader.read(member);
          }
        }),
      ),
    );
  };

  private readonly isDue = ({ ring, notBefore }: Member): boolean => {
    const now = this.options.now();
    return (
      notBefore <= now &&
      (ring.lastAt === undefined ||
        now - ring.lastAt >= this.options.intervalMs / 2)
    );
  };
}
