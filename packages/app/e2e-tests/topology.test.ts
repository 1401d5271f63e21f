import { expect, test } from '@playwright/test';
import {
  expectAccessible,
  openTab,
  phone,
  prepare,
  takePicture,
  themes,
} from './portal';

/** Runs of jobs come and go; these are always there. */
const STEADY = ['playlists-api', 'videos-web', 'videos-api', 'playlists-db'];

for (const theme of themes) {
  test(`shows who calls playlists-api and whom it calls (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'playlists-api', 'topology', '?cluster=east');

    const call = page.getByRole('button', {
      name: /^playlists-api calls videos-api, .*requests per second.*encrypted/,
    });
    await expect(call).toBeVisible();
    await expect(
      page.getByRole('button', {
        name: /^playlists-api, Deployment, .*this component/,
      }),
    ).toBeVisible();
    await expect(
      page.getByRole('button', { name: /^videos-web calls playlists-api/ }),
    ).toBeVisible();
    await expectAccessible(page);
    await takePicture(page, `topology-${theme}`);
  });
}

test('opens the numbers of a call, and says the same in a table', async ({
  page,
}) => {
  await prepare(page);
  await openTab(page, 'playlists-api', 'topology', '?cluster=east');

  await page
    .getByRole('button', { name: /^playlists-api calls videos-api/ })
    .click();
  const panel = page.getByRole('complementary', {
    name: /playlists-api.*videos-api/,
  });
  await expect(panel).toContainText('Encrypted by mTLS');
  await expect(panel).toContainText('p99');
  await expect(panel).toContainText('videos-api.video');
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();

  await page.getByRole('radio', { name: 'Table' }).click();
  await expect(
    page.getByRole('table', { name: 'Calls' }).getByRole('row', {
      name: /playlists-api.*videos-api/,
    }),
  ).toBeVisible();
});

test('opens the numbers of a workload under the mouse', async ({ page }) => {
  await prepare(page);
  await openTab(page, 'playlists-api', 'topology', '?cluster=east');
  await page.getByRole('button', { name: /^videos-api, Deployment/ }).click();
  await expect(
    page.getByRole('complementary', { name: /videos-api/ }),
  ).toContainText('meshed');
});

test('moves nothing when the numbers are refreshed', async ({ page }) => {
  await prepare(page);
  await openTab(page, 'playlists-api', 'topology', '?cluster=east');
  const nodes = page.getByRole('button', {
    name: /, (Deployment|StatefulSet)/,
  });
  await expect(nodes.first()).toBeVisible();
  const places = async () => {
    const found: Record<string, unknown> = {};
    for (const node of await nodes.all()) {
      const name = (await node.getAttribute('aria-label'))?.split(',')[0];
      found[name ?? ''] = await node.boundingBox();
    }
    return found;
  };
  // The graph fits itself into view once, after the first layout.
  await page.waitForTimeout(1500);
  const before = await places();
  const answer = page.waitForResponse(/\/api\/service-mesh\/.*\/topology\?/);
  await page.getByRole('button', { name: 'Refresh now' }).click();
  await answer;
  await page.waitForTimeout(1000);
  const after = await places();
  const stay = Object.keys(before).filter(name => name in after);
  expect(stay).toEqual(expect.arrayContaining(STEADY));
  for (const name of stay) {
    expect(after[name], name).toEqual(before[name]);
  }
});

test('follows the rate as it moves', async ({ page }) => {
  await prepare(page);
  const rates = new Set<number>();
  page.on('response', async response => {
    if (
      !/\/api\/service-mesh\/.*\/topology\?/.test(response.url()) ||
      !response.ok()
    ) {
      return;
    }
    const { nodes } = await response.json();
    const self = nodes.find(
      (node: { name?: string; cluster: string }) =>
        node.name === 'playlists-api' && node.cluster === 'east',
    );
    rates.add(self?.stats.requestsPerSecond);
  });
  await openTab(page, 'playlists-api', 'topology', '?cluster=east&window=1m');
  await expect.poll(() => rates.size, { timeout: 60_000 }).toBeGreaterThan(2);
});

test('opens as a list on a phone, with the graph at hand', async ({ page }) => {
  await page.setViewportSize(phone.viewport);
  await prepare(page);
  await openTab(page, 'playlists-api', 'topology', '?cluster=east');
  await expect(
    page.getByRole('button', { name: /^playlists-api calls videos-api/ }),
  ).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Show graph' }).click();
  await expect(
    page.getByRole('group', { name: /^Service graph of/ }),
  ).toBeVisible();
});

test('is worked by keys', async ({ page }) => {
  await prepare(page);
  await openTab(page, 'playlists-api', 'topology', '?cluster=east');
  const node = page.getByRole('button', { name: /^videos-api, Deployment/ });
  await node.focus();
  await page.keyboard.press('f');
  await expect(page).toHaveURL(/focus=/);
  await page.keyboard.press(']');
  await expect(page).toHaveURL(/hops=2/);
  await expect(node).toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByText('next call of this workload')).toBeVisible();
});
