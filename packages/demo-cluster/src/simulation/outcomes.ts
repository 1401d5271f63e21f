import type { Random } from '../random/Random';
import type { Exchange } from './Exchange';
import type { OutcomeModel } from './model';
import { profileTimeoutMs } from './outboundRecords';

export function drawOutcome(
  outcomes: OutcomeModel[],
  random: Random,
): OutcomeModel {
  let rest = random.next();
  for (const outcome of outcomes.slice(1)) {
    rest -= outcome.share;
    if (rest < 0) {
      return outcome;
    }
  }
  return outcomes[0];
}

/** When the head comes and when the end, if the client has the patience. */
export function settle(
  exchange: Exchange,
  headMs: number,
  tailMs: number,
): void {
  const { route, call, service, client, outcome } = exchange;
  const { breaks } = outcome;
  const hasHead =
    breaks === undefined ||
    breaks.kind === 'cut' ||
    (breaks.kind === 'reset' && breaks.afterHead);
  exchange.headMs = hasHead ? headMs : undefined;
  exchange.endMs = headMs + (route.bodyMs ?? 0) + tailMs;
  if (client.proxy === undefined) {
    return;
  }
  // A route's deadline is for the whole answer, a profile's for its head.
  if (headMs > profileTimeoutMs(exchange)) {
    exchange.givenUp = 'deadline';
    exchange.endMs = profileTimeoutMs(exchange);
    exchange.headMs = undefined;
    return;
  }
  const deadline = service?.profile
    ? Infinity
    : service?.route?.timeoutMs ?? Infinity;
  const patience = call.abandonAfterMs ?? Infinity;
  const limit = Math.min(deadline, patience);
  if (exchange.endMs > limit) {
    exchange.givenUp = deadline <= patience ? 'deadline' : 'client';
    exchange.endMs = limit;
    exchange.headMs = headMs <= limit ? exchange.headMs : undefined;
  }
}
