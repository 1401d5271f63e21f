import { chromium, type Browser, type Page } from '@playwright/test';
import type { Topology } from '@backstage-mesh/plugin-service-mesh-common';
import { findProgram } from '../../programs/findProgram';
import { scratchFolder } from '../../programs/scratch';
import { resultOf, type Result } from '../results';
import { servePages } from './buildPages';
import { generateMesh, nextAnswer, replaceSome } from './generateMesh';
import { watchGraphPage } from './watchGraphPage';

const SIZE = 1_000;
const LARGE_SIZE = 5_000;

/** Pages are opened anew for each, and the median counts. */
const PAINTS = 3;

/** Answers that only warm the page up, and those that are measured. */
const WARM_UP_UPDATES = 2;
const UPDATES = 7;

/** A page that worked less than the second in the time of the first has nothing left to do. */
const REST_MS = 150;
const QUIET_MS = 3;

/** Share of workloads that a deployment replaces between two answers. */
const REPLACED = 0.02;

/** From this zoom on cards tell everything. */
const READING_ZOOM = 0.75;

/** How far from its middle the canvas is moved, and in how many steps. */
const PAN_PX = 300;
const PAN_STEPS = 120;

declare global {
  interface Window {
    /** What the page is to show next. */
    nextAnswer: Topology;
  }
}

/** Runs in the page. */
const updateOurs = () => {
  window.graphBench.update(window.nextAnswer);
};

type Places = Record<string, { x: number; y: number }>;

/** The graph in a real browser, beside what Kiali draws with, at the same places of the same mesh. */
export async function measureGraph(
  tell: (text: string) => void,
): Promise<Result[]> {
  const folder = await scratchFolder('bench-graph');
  tell('Building the pages');
  const pages = await servePages(folder.path);
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
  });
  try {
    const mesh = generateMesh(SIZE);
    tell(`${mesh.nodes.length} workloads, ${mesh.edges.length} calls`);
    const ours = await measureOurs(browser, pages.url, mesh, tell);
    const theirs = await measurePatternfly(
      browser,
      pages.url,
      mesh,
      ours,
      tell,
    );
    const large = await measureLarge(browser, pages.url, tell);
    return [
      resultOf('first paint after data', ours.paint, 'ms', '<= 500'),
      resultOf('layout in the worker', ours.layout, 'ms', '<= 1500'),
      resultOf(
        'moving the canvas: 95th of 100 frames',
        ours.pan,
        'ms',
        '<= 33',
      ),
      resultOf(
        'an answer with new numbers, all in view',
        ours.update,
        'ms',
        '<= 30',
      ),
      resultOf(
        'the same where cards can be read',
        ours.closeUpdate,
        'ms',
        '<= 30',
      ),
      resultOf(
        'farthest that a workload moved which stays',
        ours.moved,
        'px',
        '<= 0',
      ),
      resultOf('PatternFly: first paint after data', theirs.paint, 'ms', null),
      resultOf(
        'PatternFly: moving the canvas, 95th of 100 frames',
        theirs.pan,
        'ms',
        null,
      ),
      resultOf(
        'PatternFly: an answer with new numbers, all in view',
        theirs.update,
        'ms',
        null,
      ),
      resultOf(
        'PatternFly: the same where cards can be read',
        theirs.closeUpdate,
        'ms',
        null,
      ),
      resultOf(
        'first paint, times faster than PatternFly',
        theirs.paint / ours.paint,
        'ratio',
        '>= 3',
      ),
      resultOf(
        'new numbers, all in view, times faster than PatternFly',
        theirs.update / ours.update,
        'ratio',
        null,
      ),
      resultOf(
        'new numbers that can be read, times faster than PatternFly',
        theirs.closeUpdate / ours.closeUpdate,
        'ratio',
        '>= 10',
      ),
      resultOf(
        '5,000 workloads in groups: first paint after data',
        large.grouped,
        'ms',
        null,
      ),
      resultOf(
        '5,000 workloads one by one: a frame of the overview',
        large.overview,
        'ms',
        '<= 100',
      ),
    ];
  } finally {
    await browser.close();
    await pages.stop();
    await folder.remove();
  }
}

async function measureOurs(
  browser: Browser,
  url: string,
  mesh: Topology,
  tell: (text: string) => void,
) {
  const paints: number[] = [];
  const layouts: number[] = [];
  let page: Page | undefined;
  for (let round = 0; round < PAINTS; round += 1) {
    await page?.context().close();
    page = await open(browser, `${url}/graph.html`, tell);
    paints.push(await showGraph(page, mesh, false));
    layouts.push(...(await page.evaluate(() => window.graphWatch.layouts)));
  }
  if (!page) {
    throw new Error('No page was opened');
  }
  tell(`First paints: ${format(paints)}; layouts: ${format(layouts)}`);
  const update = await updates(page, mesh, updateOurs);
  const pan = await panning(page);
  const places = await page.evaluate(() => window.graphBench.places());
  const after = replaceSome(mesh, REPLACED, 5);
  await page.evaluate(next => window.graphBench.update(next), after);
  const moved = distance(
    places,
    await page.evaluate(() => window.graphBench.places()),
  );
  await page.evaluate(next => window.graphBench.update(next), mesh);
  const scale = await zoomIn(page);
  tell(`Cards can be read at zoom ${scale.toFixed(2)}`);
  const closeUpdate = await updates(page, mesh, updateOurs);
  await page.context().close();
  return {
    paint: median(paints),
    layout: median(layouts),
    update: median(update),
    closeUpdate: median(closeUpdate),
    scale,
    pan,
    moved,
    places,
  };
}

async function measurePatternfly(
  browser: Browser,
  url: string,
  mesh: Topology,
  { places, scale }: { places: Places; scale: number },
  tell: (text: string) => void,
) {
  const paints: number[] = [];
  let page: Page | undefined;
  for (let round = 0; round < PAINTS; round += 1) {
    await page?.context().close();
    page = await open(browser, `${url}/patternfly.html`, tell);
    paints.push(
      await page.evaluate(
        async ([topology, at, count]) => {
          const from = window.patternflyBench.show(topology, at);
          return (
            (await window.graphWatch.painted('[data-kind="node"]', count)) -
            from
          );
        },
        [mesh, places, mesh.nodes.length] as const,
      ),
    );
  }
  if (!page) {
    throw new Error('No page was opened');
  }
  tell(`First paints of PatternFly: ${format(paints)}`);
  const next = () => {
    window.patternflyBench.update(window.nextAnswer);
  };
  const update = await updates(page, mesh, next);
  const pan = await panning(page);
  await page.evaluate(to => window.patternflyBench.zoom(to), scale);
  await page.waitForTimeout(300);
  const closeUpdate = await updates(page, mesh, next);
  await page.context().close();
  return {
    paint: median(paints),
    update: median(update),
    closeUpdate: median(closeUpdate),
    pan,
  };
}

/** Zooms in until cards tell everything, and says how far that is. */
async function zoomIn(page: Page): Promise<number> {
  for (;;) {
    const scale = await page
      .locator('.react-flow__viewport')
      .evaluate(
        element => new DOMMatrix(getComputedStyle(element).transform).a,
      );
    if (scale >= READING_ZOOM) {
      return scale;
    }
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.waitForTimeout(300);
  }
}

async function measureLarge(
  browser: Browser,
  url: string,
  tell: (text: string) => void,
) {
  const mesh = generateMesh(LARGE_SIZE);
  const groupedPage = await open(browser, `${url}/graph.html`, tell);
  const grouped = await showGraph(groupedPage, mesh, true);
  await groupedPage.context().close();
  const page = await open(browser, `${url}/graph.html`, tell);
  await showGraph(page, mesh, false);
  const frames = await move(page);
  await page.context().close();
  return { grouped, overview: median(frames) };
}

async function open(
  browser: Browser,
  url: string,
  tell: (text: string) => void,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  page.on('pageerror', error => tell(`The page says: ${error.message}`));
  await page.addInitScript({
    // what compiles this file keeps the names of functions by a helper, which a page has not
    content: `globalThis.__name = target => target;\n(${watchGraphPage})();`,
  });
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForFunction(() => window.graphBench ?? window.patternflyBench);
  return page;
}

/** Shows a mesh that the page has not seen before, and says how long it took until it was painted. */
function showGraph(
  page: Page,
  mesh: Topology,
  grouped: boolean,
): Promise<number> {
  return page.evaluate(
    async ([topology, inGroups]) => {
      const from = window.graphBench.show(topology, { grouped: inGroups });
      return (
        (await window.graphWatch.painted('canvas, .react-flow__node', 1)) - from
      );
    },
    [mesh, grouped] as const,
  );
}

/** How long each new answer kept the main thread at work, painting included. */
async function updates(
  page: Page,
  mesh: Topology,
  update: () => void,
): Promise<number[]> {
  const tools = await page.context().newCDPSession(page);
  // time of the page's own thread: what else runs on the machine does not count
  await tools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => {
    const { metrics } = await tools.send('Performance.getMetrics');
    return (
      (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000
    );
  };
  /** Waits until the page has done what it has to do, however long that takes on a busy machine. */
  const rest = async () => {
    let before = await busy();
    // once may be a page that did not get its turn
    for (let quiet = 0; quiet < 2; ) {
      await page.waitForTimeout(REST_MS);
      const now = await busy();
      quiet = now - before < QUIET_MS ? quiet + 1 : 0;
      before = now;
    }
    return before;
  };
  const spent: number[] = [];
  for (let round = 0; round < WARM_UP_UPDATES + UPDATES; round += 1) {
    const answer = nextAnswer(mesh, round + 1);
    // handing the answer into the page costs time that a portal does not spend
    await page.evaluate(next => {
      window.nextAnswer = next;
    }, answer);
    const from = await rest();
    await page.evaluate(update);
    const took = (await rest()) - from;
    if (round >= WARM_UP_UPDATES) {
      spent.push(took);
    }
  }
  return spent;
}

async function panning(page: Page): Promise<number> {
  const frames = (await move(page)).sort((a, b) => a - b);
  return frames[Math.floor(frames.length * 0.95)];
}

/** Moves the canvas by the pointer, and says how long each frame took. */
async function move(page: Page): Promise<number[]> {
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  const [x, y] = [width / 2, height - 200];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const frames = await page.evaluateHandle(() => window.graphWatch.frames());
  for (let step = 0; step < PAN_STEPS; step += 1) {
    const angle = (step / PAN_STEPS) * 2 * Math.PI;
    await page.mouse.move(
      x + Math.sin(angle) * PAN_PX,
      y - (1 - Math.cos(angle)) * PAN_PX * 0.5,
    );
  }
  const times = await frames.evaluate(stop => stop());
  await page.mouse.up();
  return times.slice(1);
}

/** The farthest that anything moved which is in both. */
function distance(before: Places, after: Places): number {
  return Math.max(
    0,
    ...Object.entries(after).flatMap(([id, { x, y }]) =>
      Object.hasOwn(before, id)
        ? Math.hypot(x - before[id].x, y - before[id].y)
        : [],
    ),
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function format(values: readonly number[]): string {
  return values.map(value => `${Math.round(value)} ms`).join(', ');
}

function chromiumPath(): string {
  const found =
    process.env.CHROMIUM_PATH ??
    findProgram('chromium') ??
    findProgram('chromium-browser') ??
    findProgram('google-chrome');
  if (!found) {
    throw new Error(
      'No Chromium: install the package chromium, or say in CHROMIUM_PATH where it is',
    );
  }
  return found;
}
