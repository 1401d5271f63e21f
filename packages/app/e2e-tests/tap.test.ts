import { expect, test } from '@playwright/test';
import {
  expectAccessible,
  openTab,
  prepare,
  takePicture,
  themes,
} from './portal';

for (const theme of themes) {
  test(`shows requests within three seconds, with headers (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'playlists-api', 'tap', '?cluster=east');

    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const rows = page.getByRole('row', { name: /\b(GET|POST)\b/ });
    await expect(rows.first()).toBeVisible({ timeout: 3_000 });

    const answered = rows
      .filter({ has: page.getByRole('cell', { name: '200', exact: true }) })
      .first();
    await expect(answered).toBeVisible();
    await page.getByRole('button', { name: 'Pause' }).click();
    await answered.click();
    const detail = page.getByRole('complementary', { name: /Request/ });
    await expect(detail).toContainText('user-agent');
    await expect(detail).toContainText('Response headers');
    await expectAccessible(page);
    await takePicture(page, `tap-${theme}`);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
  });
}

test('tells the mesh what to look for', async ({ page }) => {
  await prepare(page);
  await openTab(page, 'playlists-api', 'tap', '?cluster=east&method=POST');
  const request = page.waitForRequest(/\/tap\?/);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  expect(new URL((await request).url()).searchParams.get('method')).toBe(
    'POST',
  );
});

test('counts live calls, and shows the requests of one', async ({ page }) => {
  await prepare(page);
  await openTab(page, 'playlists-api', 'tap', '?cluster=east&start=true');
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
});

test('finds slow requests without asking the mesh again', async ({ page }) => {
  await prepare(page);
  await openTab(
    page,
    'playlists-api',
    'tap',
    '?cluster=east&start=true&show=requests&slower=20',
  );
  const slow = page.getByRole('row', { name: /\b(GET|POST)\b/ }).first();
  await expect(slow).toBeVisible({ timeout: 60_000 });
  let taps = 0;
  page.on('request', request => {
    taps += /\/tap\?/.test(request.url()) ? 1 : 0;
  });
  await page
    .getByRole('button', { name: 'Remove the filter latency > 20 ms' })
    .click();
  await expect(page.getByText(/^newest \d+ shown$/)).toBeVisible();
  expect(taps).toBe(0);
  await slow.getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('complementary', { name: /Request/ }),
  ).toContainText('user-agent');
  await expect(page).toHaveURL(/row=/);
});

test('reads on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await prepare(page);
  await openTab(page, 'playlists-api', 'tap', '?cluster=east&start=true');
  await expect(
    page.getByRole('row', { name: /\b(GET|POST)\b/ }).first(),
  ).toBeVisible();
  const { scrollWidth, clientWidth } = await page.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    clientWidth: document.documentElement.clientWidth,
  }));
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expectAccessible(page);
});

test('speaks Chinese where the person does', async ({ page }) => {
  await prepare(page);
  await page.addInitScript(() => localStorage.setItem('language', 'zh-CN'));
  await openTab(page, 'playlists-api', 'tap', '?cluster=east');
  await page.getByRole('button', { name: '开始', exact: true }).click();
  await expect(page.getByText(/^实时 \d/)).toBeVisible();
  await page.getByRole('button', { name: '停止', exact: true }).click();
});
