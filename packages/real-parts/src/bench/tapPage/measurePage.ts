import { chromium, type CDPSession, type Page } from '@playwright/test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDemoClusters } from '../../demo/DemoClusters';
import { findProgram } from '../../programs/findProgram';
import { scratchFolder } from '../../programs/scratch';
import { resultOf, type Result } from '../results';
import { BenchProgram } from '../tap/BenchProgram';
import { formatPhases } from '../tap/phases';
import { BenchPortal } from './BenchPortal';
import { type PageWatch, watchPage } from './watchPage';

const CLUSTER = 'east';
const TAP =
  '/catalog/default/component/playlists-api/service-mesh/tap?cluster=east&start=true';

const EVENTS_PER_SECOND = 1_000;

/** Memory is looked at after these seconds; the tap lasts a little longer. */
const EARLY_S = 10;
const LATE_S = 60;

/** At these it is only told, so that a trend can be seen. */
const BETWEEN_S = [20, 30, 40, 50];

const LASTS_S = 64;

/** The page fills its buffers and compiles its code in the first second. */
const WARM_UP_MS = 1_000;

/** A forced collection of garbage holds the page up, which no reader of the page would see. */
interface Pause {
  from: number;
  to: number;
}

/** The live tap in a real browser: a thousand events a second for a minute, through the backend, from a mesh that repeats what it recorded. */
export async function measurePage(
  tell: (text: string) => void,
): Promise<Result[]> {
  const executablePath =
    process.env.CHROMIUM_PATH ??
    findProgram('chromium') ??
    findProgram('chromium-browser') ??
    findProgram('google-chrome');
  if (!executablePath) {
    throw new Error(
      'No Chromium: install the package chromium, or say in CHROMIUM_PATH where it is',
    );
  }
  tell('Starting the cluster');
  const folder = await scratchFolder('bench-tap-page');
  const demo = await startDemoClusters({
    folder: folder.path,
    worlds: [CLUSTER],
    scrapeInterval: '60s',
    warmUpSeconds: 10,
  });
  const upstream = await BenchProgram.start('upstream.ts', [
    demo.clusters[0].httpUrl,
    formatPhases([{ eventsPerSecond: EVENTS_PER_SECOND, seconds: LASTS_S }]),
  ]);
  try {
    const { url } = await upstream.fact<{ url: string }>('ready');
    tell('Building the app and starting the portal');
    const portal = await BenchPortal.start({
      folder: folder.path,
      cluster: { name: CLUSTER, url, token: demo.tokens.portal },
      maxRps: 10_000,
    });
    try {
      const browser = await chromium.launch({
        executablePath,
        args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
      });
      try {
        const page = await browser.newPage({
          viewport: { width: 1440, height: 900 },
        });
        return await watchTap(page, portal.url, upstream, tell);
      } finally {
        await browser.close();
      }
    } finally {
      await portal.stop();
    }
  } finally {
    await upstream.stop();
    await demo.stop();
    await folder.remove();
  }
}

async function watchTap(
  page: Page,
  portal: string,
  upstream: BenchProgram,
  tell: (text: string) => void,
): Promise<Result[]> {
  await page.addInitScript({
    // what compiles this file keeps the names of functions by a helper, which a page has not
    content: `var __name = target => target;\n(${watchPage})();`,
  });
  page.on('pageerror', error => tell(`The page says: ${error.message}`));
  const tools = await page.context().newCDPSession(page);
  tell('Opening the tap');
  await page.goto(`${portal}${TAP}`);
  try {
    await page.waitForFunction(
      () => window.tapWatch.firstEventAt !== undefined,
      undefined,
      { timeout: 60_000 },
    );
  } catch (error) {
    tell(`The page shows: ${await page.innerText('body')}`);
    throw error;
  }
  const firstEventAt = await page.evaluate(
    () => window.tapWatch.firstEventAt ?? 0,
  );
  tell(`Watching ${EVENTS_PER_SECOND} events a second for ${LATE_S} s`);
  const after = async (seconds: number) => {
    const now = await page.evaluate(() => performance.now());
    await sleep(Math.max(0, firstEventAt + seconds * 1_000 - now));
  };
  const pauses: Pause[] = [];
  /** The least of three seconds: what waits to be drawn at one moment is no leak. */
  const leastHeap = async (until: number) => {
    const heaps: number[] = [];
    for (const seconds of [until - 2, until - 1, until]) {
      await after(seconds);
      heaps.push(await heapOf(page, tools, pauses));
    }
    return Math.min(...heaps);
  };
  const early = await leastHeap(EARLY_S);
  for (const seconds of BETWEEN_S) {
    await after(seconds);
    const heap = await heapOf(page, tools, pauses);
    tell(`  heap after ${seconds} s: ${(heap / 1e6).toFixed(1)} MB`);
  }
  const late = await leastHeap(LATE_S);
  const watchedUntil = await page.evaluate(() => performance.now());
  const { sent, seconds } = await upstream.fact<{
    sent: number;
    seconds: number;
  }>('ended', 0, 120_000);
  await page.getByText(/^Ended after/).waitFor({ timeout: 30_000 });
  const watch = await page.evaluate(() => window.tapWatch);
  const shown = await receivedOn(page);
  const tasks = longTasks(
    watch,
    pauses,
    firstEventAt + WARM_UP_MS,
    watchedUntil,
  );
  for (const { startedAt, duration } of tasks.slice(0, 5)) {
    const second = ((startedAt - firstEventAt) / 1_000).toFixed(1);
    tell(`  a task of ${Math.round(duration)} ms after ${second} s`);
  }
  return [
    resultOf(
      'live tap in a browser: longest task after the first second',
      tasks[0]?.duration ?? 0,
      'ms',
      '<= 100',
    ),
    resultOf(
      'live tap in a browser: tasks over 50 ms in that time',
      tasks.length,
      'tasks',
      null,
    ),
    resultOf(
      `live tap in a browser: heap after ${EARLY_S} s`,
      early / 1e6,
      'MB',
      null,
    ),
    resultOf(
      `live tap in a browser: heap after ${LATE_S} s`,
      late / 1e6,
      'MB',
      null,
    ),
    resultOf(
      `live tap in a browser: heap after ${LATE_S} s, of that after ${EARLY_S} s`,
      late / early,
      'ratio',
      '<= 1.1',
    ),
    resultOf(
      'live tap in a browser: events per second that were sent',
      sent / seconds,
      'events/s',
      '>= 950',
    ),
    resultOf(
      'live tap in a browser: events counted as dropped',
      watch.dropped,
      'events',
      null,
    ),
    resultOf(
      'live tap in a browser: events neither received nor counted as dropped',
      Math.abs(sent - watch.events - watch.dropped),
      'events',
      '<= 0',
    ),
    resultOf(
      'live tap in a browser: requests that came and are not in the count on the page',
      Math.abs(watch.requests - shown),
      'requests',
      '<= 0',
    ),
  ];
}

/** What the page holds after all garbage was collected, in bytes. */
async function heapOf(
  page: Page,
  tools: CDPSession,
  pauses: Pause[],
): Promise<number> {
  const from = await page.evaluate(() => performance.now());
  await tools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await tools.send('Runtime.getHeapUsage');
  pauses.push({ from, to: await page.evaluate(() => performance.now()) });
  return usedSize;
}

/** Tasks that held the page up between two moments, but for the forced collections of garbage; the longest first. */
function longTasks(
  watch: PageWatch,
  pauses: readonly Pause[],
  from: number,
  to: number,
): PageWatch['longTasks'] {
  return watch.longTasks
    .filter(
      ({ startedAt, duration }) =>
        startedAt >= from &&
        startedAt <= to &&
        !pauses.some(
          pause => startedAt < pause.to && startedAt + duration > pause.from,
        ),
    )
    .sort((a, b) => b.duration - a.duration);
}

/** The number that the page shows as received. */
async function receivedOn(page: Page): Promise<number> {
  const text = await page.getByText(/^[\d,]+ received$/).innerText();
  return Number(text.replace(/\D/g, ''));
}
