import type { CDPSession, Page } from '@playwright/test';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/** A forced collection of garbage holds the page up, which no reader of the page would see. Milliseconds since the page was opened. */
export interface Pause {
  from: number;
  to: number;
}

/** Reads what a page holds, and remembers when it held the page up for that. */
export class PageHeap {
  readonly pauses: Pause[] = [];
  readonly #page: Page;
  readonly #tools: CDPSession;

  private constructor(page: Page, tools: CDPSession) {
    this.#page = page;
    this.#tools = tools;
  }

  static async of(page: Page): Promise<PageHeap> {
    return new PageHeap(page, await page.context().newCDPSession(page));
  }

  /** What the page holds after all garbage was collected, in bytes. */
  read(): Promise<number> {
    return this.#held(async () => {
      await this.#tools.send('HeapProfiler.collectGarbage');
      return (await this.#tools.send('Runtime.getHeapUsage')).usedSize;
    });
  }

  /** Writes all that the page holds, for the memory panel of the browser's developer tools. */
  write(file: string): Promise<void> {
    return this.#held(async () => {
      const to = createWriteStream(file);
      const write = ({ chunk }: { chunk: string }) => to.write(chunk);
      this.#tools.on('HeapProfiler.addHeapSnapshotChunk', write);
      await this.#tools.send('HeapProfiler.takeHeapSnapshot', {
        reportProgress: false,
      });
      this.#tools.off('HeapProfiler.addHeapSnapshotChunk', write);
      to.end();
      await finished(to);
    });
  }

  async #held<T>(work: () => Promise<T>): Promise<T> {
    const now = () => this.#page.evaluate(() => performance.now());
    const from = await now();
    const result = await work();
    this.pauses.push({ from, to: await now() });
    return result;
  }
}
