import { expect, Page, test } from '@playwright/test';
import { prepare } from './portal';

/*
 * What somebody asks who has never seen the page: each answer is found from its front page, by what can be read there.
 */

interface Stats {
  requestsPerSecond?: number;
  successRate?: number;
}

/** Opens a page of the mesh, and returns the answer that it is drawn from. */
async function open(page: Page, path: string) {
  await prepare(page);
  const [response] = await Promise.all([
    page.waitForResponse(
      answer =>
        /\/api\/service-mesh\/topology\?/.test(answer.url()) && answer.ok(),
      { timeout: 100_000 },
    ),
    page.goto(path),
  ]);
  const { nodes } = await response.json();
  return nodes as { name?: string; stats: Stats }[];
}

test('who calls videos-api?', async ({ page }) => {
  await open(page, '/service-mesh?cluster=east');
  const field = page.getByRole('combobox', { name: 'Find' });
  await field.fill('videos-api');
  await field.press('Enter');
  const panel = page.getByRole('complementary', { name: /^videos-api, / });
  await expect(panel).toContainText('Callers');
  await expect(
    panel.getByRole('button', { name: /playlists-api/ }).first(),
  ).toBeVisible();
});

test("which of my team's services fail most?", async ({ page }) => {
  const nodes = await open(page, '/service-mesh/workloads?cluster=east');
  const field = page.getByRole('combobox', { name: 'Find' });
  await field.fill('owner = team-video');
  await field.press('Escape');
  const table = page.getByRole('table', { name: 'Workloads' });
  await table.getByRole('button', { name: 'Failures/s' }).click();
  await expect(
    table.getByRole('columnheader', { name: 'Failures/s' }),
  ).toHaveAttribute('aria-sort', 'descending');
  const names = await table
    .getByRole('button', { name: /, (Deployment|StatefulSet|DaemonSet)/ })
    .allTextContents();
  const failures = (name: string) =>
    Math.max(
      0,
      ...nodes
        .filter(node => node.name === name)
        .map(
          ({ stats: { requestsPerSecond = 0, successRate = 1 } }) =>
            requestsPerSecond * (1 - successRate),
        ),
    );
  expect(names.length).toBeGreaterThan(1);
  // the numbers may have moved since: the first one is among the worst two
  const worst = [...names].sort((a, b) => failures(b) - failures(a));
  expect(worst.slice(0, 2)).toContain(names[0]);
});

test('which call is not encrypted?', async ({ page }) => {
  await open(page, '/service-mesh?cluster=east');
  await page.getByRole('combobox', { name: 'Find' }).click();
  await page.getByRole('option', { name: /Calls without mTLS/ }).click();
  await expect(page.getByText(/^\d+ found$/)).toBeVisible();
  await page.getByRole('radio', { name: 'Table' }).click();
  await expect(
    page
      .getByRole('table', { name: 'Calls' })
      .getByRole('button', { name: /, not encrypted/ })
      .first(),
  ).toBeVisible();
});

test('which dependency did nobody declare?', async ({ page }) => {
  await open(page, '/service-mesh');
  const panel = page.getByRole('complementary', { name: 'Dependencies' });
  await expect(panel.getByRole('radio', { name: /^Undeclared/ })).toBeChecked();
  // calls are noted every few minutes
  const first = panel.getByRole('listitem').first();
  await expect(first).toContainText('→', { timeout: 90_000 });
  await first.getByRole('button').first().click();
  // what to do about it, or why nothing can be done
  await expect(panel).toContainText(/catalog-info\.yaml|no file to add/);
});

test('what changed with the last deploy?', async ({ page }) => {
  // a portal that was just started has to see a deploy first, and what came of it
  test.setTimeout(700_000);
  await open(page, '/service-mesh?cluster=east&window=1m');
  const deploy = page
    .getByRole('region', { name: 'Calls over time' })
    .getByRole('button', {
      name: /^videos-api .*: compare before and after/,
    });
  await expect(deploy.first()).toBeVisible({ timeout: 400_000 });
  const list = page.getByRole('complementary', { name: 'What changed' });
  await expect(async () => {
    await deploy.last().click();
    await expect(list).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 200_000 });
  await expect(list).toContainText(/videos-api/);
  await expect(list).toContainText(/1\.\d+\.\d+/);
});
