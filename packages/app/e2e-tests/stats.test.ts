import { expect, test } from '@playwright/test';
import {
  expectAccessible,
  openTab,
  prepare,
  takePicture,
  themes,
} from './portal';

for (const theme of themes) {
  test(`shows the golden metrics and tables of playlists-api (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'playlists-api', 'stats', '?cluster=east');

    const cells = page.getByRole('group', {
      name: 'Golden metrics of playlists-api',
    });
    await expect(cells).toContainText(/\d\srps/);
    await expect(cells).toContainText(/\d+\sms/);
    await expect(
      page
        .getByRole('table', { name: 'Inbound', exact: true })
        .getByRole('row', { name: /videos-web/ }),
    ).toBeVisible();
    await expect(
      page
        .getByRole('table', { name: 'Outbound', exact: true })
        .getByRole('row', { name: /videos-api/ }),
    ).toBeVisible();
    await expect(
      page
        .getByRole('table', { name: 'Pods', exact: true })
        .getByRole('row')
        .nth(1),
    ).toContainText('Running');
    await expect(
      page
        .getByRole('table', { name: 'TCP', exact: true })
        .getByRole('row', { name: /playlists-db/ }),
    ).toBeVisible();
    await expectAccessible(page);
    await takePicture(page, `stats-${theme}`);
  });
}

test('leads from a row to a tap of these calls', async ({ page }) => {
  await prepare(page);
  await openTab(page, 'playlists-api', 'stats', '?cluster=east');
  await page
    .getByRole('table', { name: 'Outbound', exact: true })
    .getByRole('row', { name: /videos-api/ })
    .getByRole('link', { name: 'Tap videos-api' })
    .click();
  await expect(page).toHaveURL(/\/service-mesh\/tap\?.*videos-api/);
});

test('says why a component shows nothing', async ({ page }) => {
  await prepare(page);
  await page.goto('/catalog/default/component/poster');
  await expect(
    page.getByText('This component does not say where it runs'),
  ).toBeVisible();
});
