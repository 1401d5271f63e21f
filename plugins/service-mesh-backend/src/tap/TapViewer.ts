import {
  TapDropped,
  TapEnd,
  TapEvent,
  TapOpen,
} from '@backstage-mesh/plugin-service-mesh-common';
import { EventBuffer, EventBufferLimits } from './EventBuffer';
import { TapMessage } from './TapMessage';

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
  /** The end was handed out. */
  #done = false;
  #closed = false;
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

  /** Events that were handed to the reader, and those that it lost. */
  get counts(): { sent: number; dropped: number } {
    return { sent: this.#sent, dropped: this.#droppedTotal };
  }

  push(event: TapEvent): void {
    if (!this.#end && !this.#closed) {
      this.#buffer.push(event);
      this.#lost[this.#isAwaited ? 'backend' : 'viewer'] +=
        this.#buffer.takeDropped();
      this.#wake?.();
    }
  }

  /** What waits is still delivered, then the end. Only the first end counts. */
  end(end: TapEnd): void {
    if (!this.#end) {
      this.#end = end;
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
    if (!this.#closed && !this.#hasMessage()) {
      await this.#wait(timeoutMs);
    }
    if (this.#closed || this.#done) {
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
      this.#sent += 1;
      return { type: 'tap', data: await this.#present(event) };
    }
    if (this.#end) {
      this.#done = true;
      return { type: 'end', data: this.#end };
    }
    return 'idle';
  }

  /** The reader has gone, or has sent all that there was. Must be called once; may be called more often. */
  close(): void {
    if (!this.#closed) {
      this.#closed = true;
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
