/** What a poll knows at one moment. Old data stays when a later try fails. */
export interface PollState<T> {
  data?: T;
  /** The last failure; cleared by the next success. */
  error?: Error;
  /** A request is under way. */
  loading: boolean;
  /** When `data` arrived, milliseconds since the epoch. */
  receivedAt?: number;
  /** When the next try begins, milliseconds since the epoch. */
  nextAt?: number;
  /** A person stopped it. */
  paused: boolean;
}

/**
 * Asks again and again, one question at a time: the next one starts an interval after the last was answered. It runs only
 * while somebody listens, and rests while the page is hidden.
 */
export class Poll<T> {
  readonly #ask: (signal: AbortSignal) => Promise<T>;
  readonly #intervalMs: number;
  readonly #listeners = new Set<() => void>();
  #state: PollState<T> = { loading: false, paused: false };
  #timer?: ReturnType<typeof setTimeout>;
  #controller?: AbortController;

  constructor(ask: (signal: AbortSignal) => Promise<T>, intervalMs: number) {
    this.#ask = ask;
    this.#intervalMs = intervalMs;
  }

  getState = (): PollState<T> => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      document.addEventListener('visibilitychange', this.#visibilityChanged);
      this.#resume();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        document.removeEventListener(
          'visibilitychange',
          this.#visibilityChanged,
        );
        this.#rest();
        this.#controller?.abort();
        this.#controller = undefined;
        this.#state = { ...this.#state, loading: false };
      }
    };
  };

  /** Asks at once, also while paused. */
  refresh = (): void => {
    this.#rest();
    this.#run();
  };

  setPaused = (paused: boolean): void => {
    this.#set({ paused, nextAt: undefined });
    this.#rest();
    if (!paused) {
      this.#resume();
    }
  };

  #visibilityChanged = () => {
    if (document.hidden) {
      this.#rest();
    } else {
      this.#resume();
    }
  };

  /** Goes on where it stopped: at once when the answer on screen is older than an interval. */
  #resume() {
    const { paused, receivedAt } = this.#state;
    if (this.#controller || paused || document.hidden) {
      return;
    }
    this.#rest();
    const due = receivedAt === undefined ? 0 : receivedAt + this.#intervalMs;
    this.#schedule(Math.max(0, due - Date.now()));
  }

  #schedule(delay: number) {
    if (delay === 0) {
      this.#run();
      return;
    }
    this.#set({ nextAt: Date.now() + delay });
    this.#timer = setTimeout(() => this.#run(), delay);
  }

  #rest() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #run() {
    if (this.#controller) {
      return;
    }
    const controller = new AbortController();
    this.#controller = controller;
    this.#set({ loading: true, nextAt: undefined });
    let result: Partial<PollState<T>>;
    try {
      const data = await this.#ask(controller.signal);
      result = { data, error: undefined, receivedAt: Date.now() };
    } catch (error) {
      result = {
        error: error instanceof Error ? error : new Error(String(error)),
      };
    }
    if (this.#controller !== controller) {
      return;
    }
    this.#controller = undefined;
    this.#set({ ...result, loading: false });
    if (this.#listeners.size > 0 && !this.#state.paused && !document.hidden) {
      this.#schedule(this.#intervalMs);
    }
  }

  #set(change: Partial<PollState<T>>) {
    this.#state = { ...this.#state, ...change };
    this.#listeners.forEach(listener => listener());
  }
}
