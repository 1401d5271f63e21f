import { LoggerService } from '@backstage/backend-plugin-api';
import { ClusterConnection } from '@backstage-mesh/plugin-service-mesh-node';
import { messageOf } from '../../messageOf';
import { RestingError } from '../../switches/RestingError';
import { Member } from './FleetMembers';
import { ScrapeError, scrapeProxy } from './scrapeProxy';

const SCRAPE_TIMEOUT_MS = 3_000;
const MAX_BACKOFF_MS = 5 * 60_000;

/** @internal */
export interface MemberReaderOptions {
  connection: ClusterConnection;
  /** The metrics that are kept. */
  metrics: ReadonlySet<string>;
  intervalMs: number;
  logger: LoggerService;
  now(): number;
}

/**
 * Reads a proxy into its ring, and leaves one that does not answer alone for a while.
 *
 * @internal
 */
export class MemberReader {
  constructor(private readonly options: MemberReaderOptions) {}

  /**
   * Whoever wants a proxy that is being read already shares that reading: of two at once, the older answer might come last.
   * Never throws: a failure is kept with the member.
   */
  read(member: Member): Promise<void> {
    member.reading ??= this.readOnce(member).finally(() => {
      member.reading = undefined;
    });
    return member.reading;
  }

  private async readOnce(member: Member): Promise<void> {
    const { connection, metrics, now } = this.options;
    try {
      await scrapeProxy({
        connection,
        pod: member.pod,
        target: member.target,
        ring: member.ring,
        keep: metric => metrics.has(metric),
        timeoutMs: SCRAPE_TIMEOUT_MS,
        now,
      });
      member.failures = 0;
      member.reason = undefined;
      member.notBefore = 0;
    } catch (error) {
      if (error instanceof RestingError) {
        // It was not asked, which says nothing about it.
        member.failures = Math.max(1, member.failures);
        member.reason = messageOf(error);
        member.notBefore = error.until;
      } else {
        this.fail(
          member,
          messageOf(error),
          error instanceof ScrapeError ? error.pauseMs : 0,
        );
      }
    }
  }

  /**
   * Leaves a proxy alone for a while, longer with each failure.
   *
   * @param atLeastMs - what it was asked for
   */
  fail(member: Member, reason: string, atLeastMs: number = 0): void {
    const { intervalMs, logger, now } = this.options;
    member.failures += 1;
    member.reason = reason;
    member.notBefore =
      now() +
      Math.max(
        atLeastMs,
        Math.min(
          MAX_BACKOFF_MS,
          // The first failure may be a hiccup: it is tried again in the next round.
          intervalMs * (2 ** (member.failures - 1) - 0.5),
        ),
      );
    logger.debug(
      `The proxy of ${member.pod.namespace}/${member.pod.name} could not be read: ${reason}`,
    );
  }
}
