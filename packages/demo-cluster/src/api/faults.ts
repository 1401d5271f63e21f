import { setMaxListeners } from 'node:events';
import type { RequestInfo } from './requestInfo';

/** What happens to a request instead of, or before, its answer. */
export type Fault =
  | { kind: 'status'; code: number; message: string }
  | { kind: 'delay'; milliseconds: number }
  /** The connection breaks without an answer. */
  | { kind: 'cut' };

/** Looks at each request and says what shall go wrong with it, if anything. */
export type FaultRule = (request: RequestInfo) => Fault | undefined;

/** Faults of a cluster's API server, for tests and demonstrations. */
export class Faults {
  private rules: FaultRule[] = [];
  private watches = watchBreaker();

  /** Returns what takes the rule away again. */
  add(rule: FaultRule): () => void {
    this.rules.push(rule);
    return () => {
      this.rules = this.rules.filter(item => item !== rule);
    };
  }

  /** Breaks every open watch, without a last word. */
  cutWatches(): void {
    this.watches.abort();
    this.watches = watchBreaker();
  }

  /** Aborted when watches shall break. */
  get watchSignal(): AbortSignal {
    return this.watches.signal;
  }

  faultOf(request: RequestInfo): Fault | undefined {
    for (const rule of this.rules) {
      const fault = rule(request);
      if (fault) {
        return fault;
      }
    }
    return undefined;
  }
}

/** Every open watch listens to it, however many there are. */
function watchBreaker(): AbortController {
  const breaker = new AbortController();
  setMaxListeners(0, breaker.signal);
  return breaker;
}
