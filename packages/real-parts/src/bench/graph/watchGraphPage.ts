/** What a page knows about itself while it shows a graph. Times in milliseconds. */
export interface GraphWatch {
  /** How long each layout in the worker took, from when it was asked to when its answer came. */
  layouts: number[];
  /** Resolves after what is asked for is on the page and was painted, with the moment of that. */
  painted(selector: string, count: number): Promise<number>;
  /** Begins to count frames; the answer ends it and says how long each took. */
  frames(): () => number[];
}

declare global {
  interface Window {
    graphWatch: GraphWatch;
  }
}

/** Runs in the page before anything else. */
export function watchGraphPage(): void {
  const layouts: number[] = [];
  const NativeWorker = window.Worker;
  window.Worker = class extends NativeWorker {
    postMessage(message: unknown): void {
      const at = performance.now();
      this.addEventListener(
        'message',
        () => layouts.push(performance.now() - at),
        { once: true },
      );
      super.postMessage(message);
    }
  };
  const nextFrame = () =>
    new Promise<number>(resolve => {
      requestAnimationFrame(resolve);
    });
  window.graphWatch = {
    layouts,
    async painted(selector, count) {
      const until = performance.now() + 60_000;
      while (document.querySelectorAll(selector).length < count) {
        if (performance.now() > until) {
          throw new Error(`Nothing was drawn: ${selector}`);
        }
        await nextFrame();
      }
      // the next frame begins after this one was painted
      await nextFrame();
      return performance.now();
    },
    frames() {
      const times: number[] = [];
      let going = true;
      let before = performance.now();
      const count = () => {
        const now = performance.now();
        times.push(now - before);
        before = now;
        if (going) {
          requestAnimationFrame(count);
        }
      };
      requestAnimationFrame(count);
      return () => {
        going = false;
        return times;
      };
    },
  };
}
