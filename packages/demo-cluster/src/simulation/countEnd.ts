import type { Exchange } from './Exchange';
import { outboundOutcome } from './outboundRecords';
import type { EdgeCounts } from './Truth';

/** How an attempt ended, as its caller's proxy counts it. */
export function countEnd(exchange: Exchange, counts: EdgeCounts): void {
  const outcome = outboundOutcome(exchange);
  if (!outcome) {
    counts.abandoned += 1;
    return;
  }
  if (outcome.failure) {
    counts.failures += 1;
  } else {
    counts.successes += 1;
  }
  if (exchange.admission !== 'allowed') {
    counts.denied += 1;
  }
  if (exchange.headMs !== undefined && exchange.givenUp !== 'deadline') {
    counts.observeLatency(exchange.headMs);
  }
}
