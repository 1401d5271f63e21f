import { expect, test } from '@playwright/test';
import {
  expectAccessible,
  phone,
  prepare,
  takePicture,
  themes,
} from './portal';

for (const theme of themes) {
  test(`shows the whole mesh, worst namespaces first (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await page.goto('/service-mesh');
    const namespaces = page.getByRole('navigation', {
      name: 'Namespaces, worst first',
    });
    await expect(
      namespaces.getByRole('button', { name: /^video, failing/ }).first(),
    ).toBeVisible();
    await expect(
      page.getByRole('group', { name: 'Service graph of the mesh' }),
    ).toBeVisible();
    await expect(
      page
        .getByRole('complementary', { name: 'Dependencies' })
        .getByRole('radio', { name: /^Undeclared \d/ }),
    ).toBeVisible();
    await expectAccessible(page);
    await takePicture(page, `mesh-page-${theme}`);
  });
}

test('is reached from the sidebar', async ({ page }) => {
  await prepare(page);
  await page.goto('/');
  await page.getByRole('link', { name: 'Service mesh' }).click();
  await expect(page).toHaveURL(/\/service-mesh$/);
  await expect(
    page.getByRole('heading', { name: 'Service mesh' }),
  ).toBeVisible();
});

test('finds what fails by an expression, and keeps it in the address', async ({
  page,
}) => {
  await prepare(page);
  await page.goto('/service-mesh');
  const field = page.getByRole('combobox', { name: 'Find' });
  await field.fill('owner = team-video and health = failing');
  await expect(page).toHaveURL(/find=owner/);
  await expect(page.getByText(/^\d+ found$/)).toBeVisible();
  await field.press('Escape');
  await field.press('Enter');
  await expect(page).toHaveURL(/selected=node/);
  await expect(
    page.getByRole('complementary').filter({ hasText: 'Video team' }),
  ).toBeVisible();
});

test('tells the path between two workloads, hop by hop', async ({ page }) => {
  await prepare(page);
  await page.goto('/service-mesh?cluster=east');
  await page.getByRole('button', { name: 'Path' }).click();
  const panel = page.getByRole('complementary', {
    name: 'Path between two workloads',
  });
  for (const [label, name] of [
    ['From', 'videos-web'],
    ['To', 'videos-api'],
  ]) {
    await panel.getByLabel(label, { exact: true }).click();
    await page.getByRole('option', { name: `${name} · east / video` }).click();
  }
  await expect(panel).toContainText(/1 path of 2 hops/);
  await expect(panel).toContainText(/videos-web.*playlists-api.*videos-api/s);
});

test('lists all workloads in a table that is sorted', async ({ page }) => {
  await prepare(page);
  await page.goto('/service-mesh/workloads');
  const table = page.getByRole('table', { name: 'Workloads' });
  await expect(
    table.getByRole('button', { name: /^playlists-api, Deployment/ }).first(),
  ).toBeVisible();
  await table.getByRole('button', { name: 'rps' }).click();
  await expect(
    table.getByRole('columnheader', { name: 'rps' }),
  ).toHaveAttribute('aria-sort', 'descending');
  await expectAccessible(page);
});

test('says how clusters are, and what leads from one to the other', async ({
  page,
}) => {
  await prepare(page);
  await page.goto('/service-mesh/clusters');
  const east = page.getByRole('region', { name: 'east' });
  await expect(east).toContainText('Linkerd');
  await expect(east).toContainText('Pods in the mesh');
  await expectAccessible(page);
});

test('shows the lines that declare what nobody declared', async ({ page }) => {
  await prepare(page);
  await page.goto('/service-mesh/dependencies');
  // calls are noted every few minutes
  const rows = page
    .getByRole('table', { name: 'Dependencies' })
    .getByRole('row');
  await expect(rows.nth(1)).toBeVisible({ timeout: 90_000 });
  await expectAccessible(page);
});

test('offers the topology of a system', async ({ page }) => {
  await prepare(page);
  await page.goto(
    '/catalog/default/system/video-catalog/service-mesh/topology',
  );
  await expect(
    page.getByRole('button', { name: /^videos-api, Deployment/ }).first(),
  ).toBeVisible();
});

test('opens on a phone', async ({ page }) => {
  await page.setViewportSize(phone.viewport);
  await prepare(page);
  await page.goto('/service-mesh');
  await expect(page.getByText(/\d+ workloads? in/)).toBeVisible();
  await expectAccessible(page);
});
