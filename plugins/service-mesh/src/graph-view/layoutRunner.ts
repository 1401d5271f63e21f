import { GroupedInput, GroupedLayout, layoutGrouped } from '../graph';

type Answer = { id: number; layout: GroupedLayout };

let worker: Worker | undefined;
let workerFails = false;
let lastId = 0;

function startWorker(): Worker | undefined {
  if (workerFails || typeof Worker === 'undefined') {
    return undefined;
  }
  try {
    worker ??= new Worker(
      new URL(
        '@backstage-mesh/plugin-service-mesh/layout-worker',
        import.meta.url,
      ),
    );
    return worker;
  } catch {
    workerFails = true;
    return undefined;
  }
}

/**
 * Lays out a graph in the worker; on the main thread where there is none: a worker from another origin (an app on a CDN) is
 * refused by the browser.
 */
export async function runLayout(input: GroupedInput): Promise<GroupedLayout> {
  const runner = startWorker();
  if (!runner) {
    return layoutGrouped(input);
  }
  lastId += 1;
  const id = lastId;
  try {
    return await new Promise<GroupedLayout>((resolve, reject) => {
      const done = new AbortController();
      const { signal } = done;
      runner.addEventListener(
        'message',
        (event: MessageEvent<Answer>) => {
          if (event.data.id === id) {
            done.abort();
            resolve(event.data.layout);
          }
        },
        { signal },
      );
      runner.addEventListener(
        'error',
        event => {
          done.abort();
          reject(new Error(event.message));
        },
        { signal },
      );
      runner.postMessage({ id, input });
    });
  } catch {
    workerFails = true;
    worker?.terminate();
    worker = undefined;
    return layoutGrouped(input);
  }
}
