import { expect, Page, test } from '@playwright/test';
import { expectAccessible, openTab, prepare, themes } from './portal';

/** What the demo's clusters remember when they were started a while ago: at least so many minutes. */
const MEMORY_MS = 180_000;

const strip = (page: Page) =>
  page.getByRole('region', { name: 'Calls over time' });
const list = (page: Page) =>
  page.getByRole('complementary', { name: 'What changed' });

/** Two windows of a minute, as the address of a colleague has them. */
function comparing(): string {
  const minute = 60_000;
  const to = minute * Math.floor(Date.now() / minute) - minute;
  const time = (at: number) => encodeURIComponent(new Date(at).toISOString());
  return `?cluster=east&from=${time(to - minute)}&to=${time(to)}&before=${time(
    to - minute,
  )}`;
}

test.describe('time travel', () => {
  // a portal that was just started has to remember something first
  test.setTimeout(2 * MEMORY_MS);

  test('looks back from the strip, steps in time, and comes back to the present', async ({
    page,
  }) => {
    await prepare(page);
    await openTab(page, 'playlists-api', 'topology', '?cluster=east&window=1m');
    await expect(strip(page)).toBeVisible({ timeout: MEMORY_MS });

    await strip(page)
      .getByRole('button', { name: /One window earlier/ })
      .click();
    await expect(page).toHaveURL(/from=.*to=/);
    await expect(
      page.getByRole('button', { name: /^playlists-api, Deployment/ }),
    ).toBeVisible();
    await page.getByRole('button', { name: 'Back to live' }).click();
    await expect(page).not.toHaveURL(/from=/);
  });

  for (const theme of themes) {
    test(`compares two moments that a link names (${theme})`, async ({
      page,
    }) => {
      await prepare(page, { theme });
      await openTab(page, 'playlists-api', 'topology', '?cluster=east');
      await expect(strip(page)).toBeVisible({ timeout: MEMORY_MS });
      await openTab(page, 'playlists-api', 'topology', comparing());

      await expect(list(page)).toBeVisible();
      await expect(list(page)).toContainText(/Largest harm first/);
      await expect(
        page.getByRole('button', { name: /^playlists-api, Deployment/ }),
      ).toBeVisible();
      await expectAccessible(page);

      await page.getByRole('radio', { name: 'A, the first window' }).click();
      await expect(page).toHaveURL(/side=a/);
      await page.getByRole('radio', { name: 'The difference' }).click();
      const line = list(page).getByRole('listitem').getByRole('button').first();
      if (await line.count()) {
        await line.click();
        await expect(page).toHaveURL(/selected=(node|edge)/);
        await expect(line).toHaveAttribute('aria-pressed', 'true');
      }
      await page.getByRole('button', { name: 'Back to live' }).click();
      await expect(page).not.toHaveURL(/before=/);
      await expect(list(page)).toBeHidden();
    });
  }

  test('saves the list of what changed', async ({ page }) => {
    await prepare(page);
    await openTab(page, 'playlists-api', 'topology', comparing());
    await page.getByRole('button', { name: 'Save the list' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'As CSV' }).click();
    expect((await saved).suggestedFilename()).toMatch(
      /^playlists-api-.*\.csv$/,
    );
  });
});
