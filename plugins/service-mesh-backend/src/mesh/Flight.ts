import { setMaxListeners } from 'node:events';

/**
 * One question that several wait for. It is given up where all of them have left before it was answered.
 *
 * @internal
 */
export class Flight {
  readonly #controller = new AbortController();
  readonly #landed: Promise<void>;
  #waiting = 0;

  /** @param run - asks; it does not reject */
  constructor(run: (signal: AbortSignal) => Promise<void>) {
    // One question may become many requests, and each listens.
    setMaxListeners(0, this.#controller.signal);
    this.#landed = run(this.#controller.signal);
  }

  /**
   * Waits until the question is answered. Who has no signal never leaves.
   *
   * @throws the reason of the signal, where that aborts before
   */
  wait(signal?: AbortSignal): Promise<void> {
    this.#waiting += 1;
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting -= 1;
        if (this.#waiting === 0) {
          this.#controller.abort(signal?.reason);
        }
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#landed.then(resolve, reject).finally(() => {
        signal?.removeEventListener('abort', leave);
      });
    });
  }
}
