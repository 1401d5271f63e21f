import {
  TapDropped,
  TapEnd,
  TapEvent,
  TapOpen,
} from '@backstage-mesh/plugin-service-mesh-common';
import { EventBuffer, EventBufferLimits } from './EventBuffer';
import { TapMessage } from './TapMessage';

/** How long a reader may take to collect what waits for it, and the end. */
const END_MS = 5_000;

/** Turns an event that all viewers share into what this viewer may see of it. */
export type PresentEvent = (event: TapEvent) => Promise<TapEvent>;

/**
 * One reader of a tap. Events wait for it in a bounded buffer: a slow reader loses events and is told how many; it never
 * holds up the mesh or the other readers.
 */
export class TapViewer {
  readonly #buffer: EventBuffer;
  readonly #present: PresentEvent;
  readonly #onClose: (viewer: TapViewer) => void;
  #open: TapOpen | undefined;
  #end: TapEnd | undefined;
  /** Lost and not yet told, by what was too slow. */
  readonly #lost = { viewer: 0, backend: 0 };
  #droppedTotal = 0;
  /** The reader waits for a message: what is late is late in here. */
  #isAwaited = false;
  #sent = 0;
  #rows = 0;
  /** The end was handed out. */
  #done = false;
  readonly #closing = new AbortController();
  #endTimer: NodeJS.Timeout | undefined;
  #wake: (() => void) | undefined;

  constructor(options: {
    open: TapOpen;
    limits: EventBufferLimits;
    present: PresentEvent;
    onClose: (viewer: TapViewer) => void;
  }) {
    this.#open = options.open;
    this.#buffer = new EventBuffer(options.limits);
    this.#present = options.present;
    this.#onClose = options.onClose;
  }

  /** Events that were handed to the reader, requests among them, and events that it lost. */
  get counts(): { sent: number; rows: number; dropped: number } {
    const { viewer, backend } = this.#lost;
    return {
      sent: this.#sent,
      rows: this.#rows,
      dropped: this.#droppedTotal + viewer + backend,
    };
  }

  /** Aborted by `close`: nothing is to be sent any more, and a connection that is stuck can be cut. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  push(event: TapEvent): void {
    if (!this.#end && !this.closed.aborted) {
      this.#buffer.push(event);
      this.#lost[this.#isAwaited ? 'backend' : 'viewer'] +=
        this.#buffer.takeDropped();
      this.#wake?.();
    }
  }

  /**
   * What waits is still delivered, then the end. Only the first end counts. A reader that does not collect it in time is closed:
   * it may have gone without a word.
   */
  end(end: TapEnd): void {
    if (!this.#end && !this.closed.aborted) {
      this.#end = end;
      this.#endTimer = setTimeout(() => this.close(), END_MS);
      this.#wake?.();
    }
  }

  /**
   * The next message; `idle` where none came in `timeoutMs`; undefined after the end and after `close`.
   */
  async next(timeoutMs: number): Promise<TapMessage | 'idle' | undefined> {
    this.#isAwaited = true;
    try {
      return await this.#next(timeoutMs);
    } finally {
      this.#isAwaited = false;
    }
  }

  async #next(timeoutMs: number): Promise<TapMessage | 'idle' | undefined> {
    if (!this.closed.aborted && !this.#hasMessage()) {
      await this.#wait(timeoutMs);
    }
    if (this.closed.aborted || this.#done) {
      return undefined;
    }
    if (this.#open) {
      const data = this.#open;
      this.#open = undefined;
      return { type: 'open', data };
    }
    const dropped = this.#takeLost('viewer') ?? this.#takeLost('backend');
    if (dropped) {
      return { type: 'dropped', data: dropped };
    }
    const event = this.#buffer.shift();
    if (event) {
      const data = await unlessAborted(this.#present(event), this.closed);
      if (!data) {
        return undefined;
      }
      this.#sent += 1;
      this.#rows += data.event.requestInit ? 1 : 0;
      return { type: 'tap', data };
    }
    if (this.#end) {
      this.#done = true;
      return { type: 'end', data: this.#end };
    }
    return 'idle';
  }

  /** The reader has gone, or has sent all that there was. Must be called once; may be called more often. */
  close(): void {
    if (!this.closed.aborted) {
      clearTimeout(this.#endTimer);
      this.#closing.abort();
      this.#wake?.();
      this.#onClose(this);
    }
  }

  #takeLost(by: TapDropped['by']): TapDropped | undefined {
    const count = this.#lost[by];
    if (count === 0) {
      return undefined;
    }
    this.#lost[by] = 0;
    this.#droppedTotal += count;
    return { count, total: this.#droppedTotal, by };
  }

  #hasMessage(): boolean {
    return Boolean(this.#open || this.#end || this.#buffer.size > 0);
  }

  async #wait(timeoutMs: number): Promise<void> {
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}

/** What the work gives; undefined where the signal comes first. */
function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const abort = () => resolve(undefined);
    signal.addEventListener('abort', abort, { once: true });
    work
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}
