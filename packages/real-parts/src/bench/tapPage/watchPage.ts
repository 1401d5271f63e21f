/** What a page knows about itself while it shows a tap. Times in milliseconds since it was opened. */
export interface PageWatch {
  /** Tasks that held the page up for more than 50 ms. */
  longTasks: { startedAt: number; duration: number }[];
  /** Events of the tap that came over the wire, and how many of them began a request. */
  events: number;
  requests: number;
  /** Events that the backend said were lost. */
  dropped: number;
  firstEventAt?: number;
}

declare global {
  interface Window {
    tapWatch: PageWatch;
  }
}

/** Runs in the page before anything else: watches its tasks, and counts what comes through `fetch` on its way to the app. */
export function watchPage(): void {
  const watch: PageWatch = {
    longTasks: [],
    events: 0,
    requests: 0,
    dropped: 0,
  };
  window.tapWatch = watch;
  new PerformanceObserver(list => {
    for (const { startTime, duration } of list.getEntries()) {
      watch.longTasks.push({ startedAt: startTime, duration });
    }
  }).observe({ type: 'longtask', buffered: true });

  const count = (block: string) => {
    if (block.startsWith('event: tap\n')) {
      watch.firstEventAt ??= performance.now();
      watch.events += 1;
      watch.requests += block.includes('"event":{"requestInit":') ? 1 : 0;
    } else if (block.startsWith('event: dropped\n')) {
      watch.dropped += JSON.parse(block.slice(block.indexOf('{'))).count;
    }
  };
  const original = window.fetch;
  window.fetch = async (input, init) => {
    const response = await original(input, init);
    if (!/\/tap\?/.test(response.url) || !response.body) {
      return response;
    }
    const decoder = new TextDecoder();
    let rest = '';
    const counted = response.body.pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(bytes, controller) {
          const blocks = (rest + decoder.decode(bytes, { stream: true })).split(
            '\n\n',
          );
          rest = blocks.pop() ?? '';
          blocks.forEach(count);
          controller.enqueue(bytes);
        },
      }),
    );
    return new Response(counted, response);
  };
}
