import { chromium, type Page } from '@playwright/test';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from '../../programs/findProgram';
import { resultOf, type Result } from '../results';
import { BenchUpstream } from '../tap/BenchUpstream';
import { BenchPortal } from './BenchPortal';
import { PageHeap, type Pause } from './PageHeap';
import { type PageWatch, watchPage } from './watchPage';

const TAP =
  '/catalog/default/component/playlists-api/service-mesh/tap?cluster=east&start=true';

const EVENTS_PER_SECOND = 1_000;

/** Requests that the page keeps at most. Until it has so many, its memory must grow. */
const KEPT_REQUESTS = 1_000;

/** For so long after that the memory is looked at. */
const WATCHED_S = 60;

/** How often it is told between, so that a trend can be seen. */
const TOLD_EVERY_S = 10;

/** When a reading is only told, for the page as it is right after its start. */
const EARLY_S = 10;

/** Of the tap: what it takes until the page keeps all it can, what is watched, and room for a busy machine. */
const LASTS_S = EARLY_S + WATCHED_S + 15;

/** The page fills its buffers and compiles its code in the first second. */
const WARM_UP_MS = 1_000;

/** The live tap in a real browser: a thousand events a second for more than a minute, through the backend, from a mesh that repeats what it recorded. */
export async function measurePage(options: {
  tell(text: string): void;
  /** Folder that gets all that the page holds, at the beginning and the end of what is watched. */
  snapshots?: string;
}): Promise<Result[]> {
  const { tell } = options;
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
  const upstream = await BenchUpstream.start('bench-tap-page', [
    { eventsPerSecond: EVENTS_PER_SECOND, seconds: LASTS_S },
  ]);
  try {
    tell('Building the app and starting the portal');
    const portal = await BenchPortal.start({
      folder: upstream.folder,
      cluster: {
        name: BenchUpstream.CLUSTER,
        url: upstream.url,
        token: upstream.tokens.portal,
      },
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
        return await watchTap(page, portal.url, upstream, options);
      } finally {
        await browser.close();
      }
    } finally {
      await portal.stop();
    }
  } finally {
    await upstream.stop();
  }
}

async function watchTap(
  page: Page,
  portal: string,
  upstream: BenchUpstream,
  { tell, snapshots }: Parameters<typeof measurePage>[0],
): Promise<Result[]> {
  await page.addInitScript({
    // what compiles this file keeps the names of functions by a helper, which a page has not
    content: `var __name = target => target;\n(${watchPage})();`,
  });
  page.on('pageerror', error => tell(`The page says: ${error.message}`));
  const heap = await PageHeap.of(page);
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
  const after = async (moment: number, seconds: number) => {
    const now = await page.evaluate(() => performance.now());
    await sleep(Math.max(0, moment + seconds * 1_000 - now));
  };
  /** The least of three seconds: what waits to be drawn at one moment is no leak. */
  const leastHeap = async (moment: number, until: number) => {
    const heaps: number[] = [];
    for (const seconds of [until, until + 1, until + 2]) {
      await after(moment, seconds);
      heaps.push(await heap.read());
    }
    return Math.min(...heaps);
  };
  const keep = async (name: string) => {
    if (snapshots) {
      await heap.write(path.join(snapshots, `tap-${name}.heapsnapshot`));
    }
  };
  await page.waitForFunction(
    kept => window.tapWatch.requests >= kept,
    KEPT_REQUESTS,
    { timeout: 60_000 },
  );
  const fullAt = await page.evaluate(() => performance.now());
  const full = await leastHeap(fullAt, 0);
  await after(firstEventAt, EARLY_S);
  const early = await heap.read();
  tell(
    `Watching ${EVENTS_PER_SECOND} events a second for ${WATCHED_S} s; the page kept all it can after ${Math.round(
      (fullAt - firstEventAt) / 1_000,
    )} s`,
  );
  await keep('full');
  for (let at = TOLD_EVERY_S; at < WATCHED_S; at += TOLD_EVERY_S) {
    await after(fullAt, at);
    tell(`  heap after ${at} s: ${((await heap.read()) / 1e6).toFixed(1)} MB`);
  }
  const late = await leastHeap(fullAt, WATCHED_S);
  const watchedUntil = await page.evaluate(() => performance.now());
  await keep('late');
  const { sent, seconds } = await upstream.sent(0, 120_000);
  await page.getByText(/^Ended after/).waitFor({ timeout: 30_000 });
  const watch = await page.evaluate(() => window.tapWatch);
  const shown = await receivedOn(page);
  const tasks = longTasks(
    watch,
    heap.pauses,
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
      `live tap in a browser: heap once ${KEPT_REQUESTS} requests are kept, the most`,
      full / 1e6,
      'MB',
      null,
    ),
    resultOf(
      `live tap in a browser: heap ${WATCHED_S} s after that`,
      late / 1e6,
      'MB',
      null,
    ),
    resultOf(
      `live tap in a browser: heap ${WATCHED_S} s later, of that once all is kept`,
      late / full,
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
