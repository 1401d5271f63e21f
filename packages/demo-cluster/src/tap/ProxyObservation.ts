import type { Clock } from '../clock/Clock';
import type { ObservedRequest, RequestFeed } from '../simulation/observed';
import {
  requestInit,
  responseEnd,
  responseInit,
  type EventOptions,
} from './events';
import type { RequestMatcher } from './match';
import type { TapEventMessage } from './messages';

/** How many calls to observe each proxy has answered: the base of the ids it gives out, unique nowhere but there. */
export class ObservationCounter {
  private readonly counts = new Map<string, number>();

  next(podUid: string): number {
    const count = this.counts.get(podUid) ?? 0;
    this.counts.set(podUid, count + 1);
    return count;
  }

  forget(podUid: string): void {
    this.counts.delete(podUid);
  }
}

export interface ProxyObservationParts {
  podUid: string;
  feed: RequestFeed;
  clock: Clock;
  counter: ObservationCounter;
  matches: RequestMatcher;
  /** Requests that one call to observe takes. */
  limit: number;
  extractHeaders: boolean;
  /** Returns whether there was room for it. */
  emit(event: TapEventMessage): boolean;
}

const WINDOW_MS = 1000;

/**
 * What one proxy contributes to a tap, call by call: each call takes the first requests up to the limit and ends when all of those have
 * ended, the next begins a second after it at the earliest. A stream that lasts keeps the proxy silent for that long.
 */
export class ProxyObservation {
  private readonly cancels = new Set<() => void>();
  private base = 0;
  private taken = 0;
  private open = 0;
  private windowStart = 0;

  constructor(private readonly parts: ProxyObservationParts) {}

  /** Returns what ends it. */
  start(): () => void {
    const { feed, podUid } = this.parts;
    this.call();
    const stop = feed.observe(podUid, request => this.take(request));
    return () => {
      stop();
      for (const cancel of this.cancels) {
        cancel();
      }
      this.cancels.clear();
    };
  }

  private call(): void {
    const { clock, counter, podUid } = this.parts;
    this.windowStart = clock.now();
    this.base = counter.next(podUid);
    this.taken = 0;
  }

  private take(request: ObservedRequest): void {
    const { matches, limit, extractHeaders, emit } = this.parts;
    if (this.taken >= limit || !matches(request)) {
      return;
    }
    const options = { base: this.base, stream: this.taken, extractHeaders };
    if (!emit(requestInit(request, options))) {
      return;
    }
    this.taken += 1;
    this.follow(request, options);
  }

  private follow(request: ObservedRequest, options: EventOptions): void {
    const { emit } = this.parts;
    const { response, end } = request;
    this.open += 1;
    if (response) {
      this.at(request.startedAt + response.afterMs, () => {
        emit(responseInit(request, response, options));
      });
    }
    if (end) {
      this.at(request.startedAt + end.afterMs, () => {
        emit(responseEnd(request, end, options));
        this.close();
      });
    } else {
      // When the client left is not told, so its place is free at once.
      this.close();
    }
  }

  private close(): void {
    this.open -= 1;
    if (this.open === 0 && this.taken >= this.parts.limit) {
      this.at(this.windowStart + WINDOW_MS, () => this.call());
    }
  }

  private at(time: number, run: () => void): void {
    const { clock } = this.parts;
    const cancel = clock.after(Math.max(0, time - clock.now()), () => {
      this.cancels.delete(cancel);
      run();
    });
    this.cancels.add(cancel);
  }
}
