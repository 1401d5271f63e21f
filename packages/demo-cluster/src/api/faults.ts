import { setMaxListeners } from 'node:events';
import type { RequestInfo } from './requestInfo';

/** What happens to a request instead of, or before, its answer. */
export type Fault =
  | {
      kind: 'status';
      code: number;
      message: string;
      /** How long the server asks to wait, in its header and in its body. */
      retryAfterSeconds?: number;
    }
  | { kind: 'delay'; milliseconds: number }
  /** The request is taken, and nothing ever comes. */
  | { kind: 'hang' }
  /** The answer begins, and its rest never comes. */
  | { kind: 'stall' }
  /** Status 200 with this body, whatever was asked. */
  | { kind: 'garbage'; body: string }
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
