import { expect, Locator, Page, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { tellCluster } from './demoCluster';
import {
  expectAccessible,
  expectFits,
  openTab,
  phone,
  prepare,
  takePicture,
  themes,
} from './portal';

const EAST = '?cluster=east';
const WEST = '?cluster=west';

/** What lets the portal's account tap. */
const TAP_BINDING = { name: 'linkerd-linkerd-viz-tap-admin' };

function requestsOf(page: Page): Locator {
  return page
    .getByRole('table', { name: 'Requests, newest first' })
    .getByRole('row', { name: /\b(GET|POST)\b/ });
}

/** What stands in one column of the requests in view. */
function columnOf(page: Page, column: 'way' | 'latency'): Promise<string[]> {
  const place = { way: 'nth-child(2)', latency: 'last-child' }[column];
  return requestsOf(page).locator(`[role="cell"]:${place}`).allInnerTexts();
}

/** A latency as the rows write it, in milliseconds; NaN where it is none. */
function milliseconds(text: string): number {
  const [, amount, unit] = /^([\d.]+)\s(ms|s)$/.exec(text.trim()) ?? [];
  return Number(amount) * (unit === 's' ? 1000 : 1);
}

async function countTaps(page: Page): Promise<() => number> {
  let taps = 0;
  page.on('request', request => {
    taps += /\/tap\?/.test(request.url()) ? 1 : 0;
  });
  return () => taps;
}

for (const theme of themes) {
  test(`shows requests within three seconds, with headers (${theme})`, async ({
    page,
    context,
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await prepare(page, { theme });
    await openTab(page, 'playlists-api', 'tap', EAST);

    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const rows = requestsOf(page);
    await expect(rows.first()).toBeVisible({ timeout: 3_000 });
    await expect(page.getByText(/≤ \d+\s\/s over all pods/)).toBeVisible();

    const answered = rows
      .filter({ has: page.getByRole('cell', { name: '200', exact: true }) })
      .first();
    await expect(answered).toBeVisible();
    await page.getByRole('button', { name: 'Pause' }).click();
    await answered.click();
    const detail = page.getByRole('complementary', { name: /Request/ });
    await expect(detail).toContainText('user-agent');
    await expect(detail).toContainText('Response headers');
    await expect(detail).toContainText('The stream closed normally.');
    await expect(page.getByText(/^Paused, [1-9]\d* waiting$/)).toBeVisible();
    await expectAccessible(page);
    await takePicture(page, `tap-${theme}`);

    await detail.getByRole('button', { name: /^Copy as curl/ }).click();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    expect(command).toMatch(/^curl /);
    expect(command).toContain('http');

    const address = page.url();
    expect(address).toContain('row=');
    await page.keyboard.press('Escape');
    await expect(detail).toBeHidden();
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect(page.getByText(/^Live \d/)).toBeVisible();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(page.getByText(/^Ended after/)).toBeVisible();
  });

  test(`counts live calls, and shows the requests of one (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'playlists-api', 'tap', `${EAST}&start=true`);
    const calls = page.getByRole('table', { name: 'Live calls' });
    await expect(calls.getByRole('row').nth(2)).toBeVisible();
    await calls.getByRole('button', { name: 'p99 ms' }).click();
    await expect(
      calls.getByRole('columnheader', { name: 'p99 ms' }),
    ).toHaveAttribute('aria-sort', 'descending');
    await calls
      .getByRole('button', { name: /^Show only the requests of/ })
      .first()
      .click();
    await expect(
      page.getByRole('list', { name: 'Filters of what was received' }),
    ).toContainText('route');
    await expect(page.getByText(/^\d+ of \d+ shown$/)).toBeVisible();
    await expectAccessible(page);
  });

  test(`names both ends, their identity, and a gRPC status (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'voting', 'tap', `${EAST}&start=true&show=requests`);
    await requestsOf(page)
      .filter({ hasText: /\d\sms/ })
      .first()
      .getByRole('button')
      .click();
    const detail = page.getByRole('complementary', { name: /Request/ });
    const ends = detail.getByRole('group', { name: 'Both ends' });
    await expect(ends).toContainText('web');
    await expect(ends).toContainText('voting');
    await expect(ends).toContainText(/10(\.\d+){3}:\d+/);
    await expect(detail).toContainText('mTLS');
    await expect(detail).toContainText('web.emojivoto');
    await expect(detail).toContainText(/gRPC status [A-Z]/);
    await expectAccessible(page);
  });

  test(`hides what was received by status, header and text (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(
      page,
      'playlists-api',
      'tap',
      `${EAST}&start=true&show=requests`,
    );
    await expect(requestsOf(page).nth(3)).toBeVisible();
    const taps = await countTaps(page);
    await page.getByRole('button', { name: 'Status, latency, source' }).click();
    await page.getByRole('combobox', { name: 'Status' }).selectOption('ok');
    await page
      .getByRole('textbox', { name: 'Header' })
      .fill('user-agent: playlists-api');
    await page.keyboard.press('Enter');
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    const chips = page.getByRole('list', {
      name: 'Filters of what was received',
    });
    await expect(chips).toContainText('status succeeded');
    await expect(chips).toContainText('header user-agent: playlists-api');
    const ways = async () => [...new Set(await columnOf(page, 'way'))];
    // what it sends itself carries its name; what it gets does not
    await expect
      .poll(async () => (await ways()).map(way => way.trim()))
      .toEqual(['out']);
    await page
      .getByRole('searchbox', { name: 'Filter what was received' })
      .fill('no-such-text');
    await expect(
      page.getByText('Nothing received matches the filter'),
    ).toBeVisible();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await expect(requestsOf(page).first()).toBeVisible();
    expect(taps()).toBe(0);
  });

  test(`warns before it catches much traffic, and takes less on demand (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    // no workload of the demo is as busy as that
    await page.route(/\/api\/service-mesh\/.*\/topology\?/, async route => {
      const response = await route.fetch();
      const answer = await response.json();
      for (const { stats } of answer.nodes) {
        stats.requestsPerSecond = 1240;
      }
      await route.fulfill({ response, json: answer });
    });
    await openTab(page, 'playlists-api', 'tap', `${EAST}&start=true`);
    await expect(
      page.getByText('This tap would catch much traffic'),
    ).toBeVisible();
    await expectAccessible(page);
    const asked = page.waitForRequest(/\/tap\?/);
    await page.getByRole('button', { name: /^Take 10/ }).click();
    expect(new URL((await asked).url()).searchParams.get('max_rps')).toBe('10');
    await expect(requestsOf(page).first()).toBeVisible();
  });

  test(`says that a store speaks TCP only, and that a question is too narrow (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'playlists-db', 'tap', `${EAST}&start=true`);
    // as soon as the stats beside it know the connections
    await expect(page.getByText('Only TCP.')).toBeVisible({ timeout: 60_000 });
    await expectAccessible(page);
    await openTab(
      page,
      'playlists-api',
      'tap',
      `${EAST}&start=true&method=DELETE`,
    );
    await expect(page.getByText('Filter too narrow?')).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Drop the filter' }).click();
    await expect(requestsOf(page).first()).toBeVisible();
  });

  test(`says why a tap of a workload without traffic is silent (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'quiet', 'tap', `${EAST}&start=true`);
    await expect(
      page.getByText(/^Listening for .*, nothing matched$/),
    ).toBeVisible();
    await expect(page.getByText('No traffic.')).toBeVisible();
    await expectAccessible(page);
  });

  test(`finds a request by its id, as another page of the same tap does (${theme})`, async ({
    page,
    context,
  }) => {
    await prepare(page, { theme });
    const other = await context.newPage();
    await prepare(other, { theme });
    const tap = `${EAST}&start=true&show=requests`;
    await openTab(other, 'playlists-api', 'tap', tap);
    await expect(requestsOf(other).first()).toBeVisible();
    await openTab(page, 'playlists-api', 'tap', tap);
    await requestsOf(page).first().getByRole('button').click();
    await expect(page).toHaveURL(/row=/);
    const id = new URL(page.url()).searchParams.get('row') ?? '';
    for (const each of [page, other]) {
      await each
        .getByRole('searchbox', { name: 'Filter what was received' })
        .fill(id);
      await expect(requestsOf(each)).toHaveCount(1);
      await expect(
        requestsOf(each).locator(`[data-tap-row="${id}"]`),
      ).toBeVisible();
    }
  });

  test(`goes on with the pods that come in place of those it listened to (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'voting', 'tap', `${WEST}&start=true&show=requests`);
    await expect(requestsOf(page).first()).toBeVisible();
    await tellCluster('west', 'rollout', {
      deployment: 'emojivoto/voting',
      version: `v12-${theme}`,
    });
    await expect(
      page.getByText(/^The pods were replaced at \d\d:\d\d:\d\d/),
    ).toBeVisible({ timeout: 90_000 });
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await expect(requestsOf(page).first()).toBeVisible();
    await expectAccessible(page);
  });

  test(`says which permission is missing where the mesh refuses (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await tellCluster('west', 'binding', { ...TAP_BINDING, bound: 'false' });
    try {
      await openTab(page, 'voting', 'tap', `${WEST}&start=true`);
      await expect(page.getByText('The mesh refused this tap')).toBeVisible();
      await expect(
        page.getByText(/verb "watch" on "deployments\/tap"/),
      ).toBeVisible();
      await expect(
        page.getByRole('button', { name: 'Copy for the platform team' }),
      ).toBeVisible();
      await expectAccessible(page);
    } finally {
      await tellCluster('west', 'binding', { ...TAP_BINDING, bound: 'true' });
    }
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(requestsOf(page).first()).toBeVisible();
  });

  test(`stops by itself when nobody has looked for long (${theme})`, async ({
    page,
  }) => {
    await page.clock.install();
    await prepare(page, { theme });
    await openTab(page, 'playlists-api', 'tap', `${EAST}&start=true`);
    await expect(requestsOf(page).first()).toBeVisible();
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.clock.fastForward('04:50');
    await expect(page.getByText(/^Live \d/)).toBeVisible();
    await page.clock.fastForward('00:11');
    await expect(
      page.getByText(/nobody saw this tab for 5\smin/),
    ).toBeVisible();
    await expectAccessible(page);
  });

  test(`saves the requests on screen, one event a line (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'playlists-api', 'tap', `${EAST}&start=true`);
    await expect(requestsOf(page).nth(2)).toBeVisible();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/\.ndjson$/);
    const lines = (await readFile(await file.path(), 'utf8'))
      .trim()
      .split('\n');
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) {
      expect(JSON.parse(line)).toHaveProperty('event');
    }
  });

  test(`reads on a phone (${theme})`, async ({ page }) => {
    await page.setViewportSize(phone.viewport);
    await prepare(page, { theme });
    await openTab(page, 'playlists-api', 'tap', '?cluster=east&start=true');
    await expect(
      page.getByRole('row', { name: /\b(GET|POST)\b/ }).first(),
    ).toBeVisible();
    await expectFits(page);
    await page.getByRole('button', { name: 'Pause' }).click();
    await expectAccessible(page);
  });

  test(`says why a workload cannot be tapped, and what to do (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'no-tap', 'tap', '?start=true');
    await expect(
      page.getByText(/remove the annotation viz\.linkerd\.io\/disable-tap/),
    ).toBeVisible();
    await expectAccessible(page);
    await openTab(page, 'old-timer', 'tap', '?start=true');
    await expect(
      page.getByText(/restart these pods, as they started before Linkerd viz/),
    ).toBeVisible();
    await expect(requestsOf(page)).toHaveCount(0);
  });
}

test('stays where a person reads, and jumps to the newest', async ({
  page,
}) => {
  await prepare(page);
  await openTab(
    page,
    'playlists-api',
    'tap',
    `${EAST}&start=true&show=requests`,
  );
  const rows = requestsOf(page);
  await expect(rows.nth(5)).toBeVisible();
  const read = rows.nth(2).getByRole('button');
  await read.focus();
  const id = await read.getAttribute('data-tap-row');
  const newer = page.getByRole('button', { name: /^\d+\+? newer/ });
  await expect(newer).toBeVisible();
  await expect(page.locator(`[data-tap-row="${id}"]`)).toBeFocused();
  await newer.click();
  await expect(newer).toBeHidden();
});

test('filters what was received by its way, and shares it by its address', async ({
  page,
}) => {
  await prepare(page);
  await openTab(page, 'playlists-api', 'tap', `${EAST}&start=true`);
  const ways = async () =>
    [...new Set(await columnOf(page, 'way'))].map(way => way.trim()).sort();
  await expect.poll(ways).toEqual(['in', 'out']);
  const taps = await countTaps(page);
  await page.getByRole('button', { name: 'Status, latency, source' }).click();
  await page.getByRole('combobox', { name: 'Way' }).selectOption('out');
  await page.keyboard.press('Escape');
  await expect(page.getByText(/^\d+ of \d+ shown$/)).toBeVisible();
  await expect.poll(ways).toEqual(['out']);
  expect(taps()).toBe(0);
  await expect(page).toHaveURL(/way=out/);
  expect(page.url()).not.toContain('start=');
  await page.reload();
  await expect(
    page.getByRole('list', { name: 'Filters of what was received' }),
  ).toContainText('way out');
});

test('tells the mesh what to look for', async ({ page }) => {
  await prepare(page);
  const question = {
    method: 'POST',
    path: '/playlists',
    authority: 'playlists-api.video',
    scheme: 'http',
  };
  await openTab(
    page,
    'playlists-api',
    'tap',
    `${EAST}&to=video/deployment/videos-api&${new URLSearchParams(question)}`,
  );
  const request = page.waitForRequest(/\/tap\?/);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  const asked = Object.fromEntries(new URL((await request).url()).searchParams);
  expect(asked).toMatchObject({
    ...question,
    to_resource_name: 'videos-api',
    to_namespace: 'video',
  });
});

test('finds requests that took over a second, and their headers, without asking the mesh again', async ({
  page,
}) => {
  await prepare(page);
  await openTab(
    page,
    'playlists-api',
    'tap',
    `${EAST}&start=true&show=requests&slower=1000`,
  );
  const slow = requestsOf(page).first();
  await expect(slow).toBeVisible({ timeout: 60_000 });
  const taps = await countTaps(page);
  const latencies = (await columnOf(page, 'latency')).map(milliseconds);
  expect(latencies.length).toBeGreaterThan(0);
  expect(latencies.filter(latency => !(latency >= 1000))).toEqual([]);
  await slow.getByRole('button').focus();
  await page.keyboard.press('Enter');
  const detail = page.getByRole('complementary', { name: /Request/ });
  await expect(detail).toContainText('Request headers');
  await expect(detail).toContainText('user-agent');
  await expect(page).toHaveURL(/row=/);
  await page.keyboard.press('Escape');
  await page
    .getByRole('button', { name: /^Remove the filter latency > 1\.00\ss$/ })
    .click();
  await expect(page.getByText(/^newest \d+ shown$/)).toBeVisible();
  await expect
    .poll(async () =>
      (await columnOf(page, 'latency')).some(text => milliseconds(text) < 1000),
    )
    .toBe(true);
  expect(taps()).toBe(0);
});

test('speaks Chinese where the person does', async ({ page }) => {
  await prepare(page);
  await page.addInitScript(() => localStorage.setItem('language', 'zh-CN'));
  await openTab(page, 'playlists-api', 'tap', '?cluster=east');
  await page.getByRole('button', { name: '开始', exact: true }).click();
  await expect(page.getByText(/^实时 \d/)).toBeVisible();
  await page.getByRole('button', { name: '停止', exact: true }).click();
});
