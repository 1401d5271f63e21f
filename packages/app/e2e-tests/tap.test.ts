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
