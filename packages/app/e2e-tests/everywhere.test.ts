import { expect, Locator, Page, test } from '@playwright/test';
import {
  expectAccessible,
  expectFits,
  openTab,
  prepare,
  themes,
  windows,
} from './portal';

const EAST = '?cluster=east';
const TABS = ['topology', 'stats', 'tap'] as const;

/** What every tab of playlists-api shows once it is there: its busiest caller. */
function content(page: Page): Locator {
  return page.locator('[data-service-mesh]').getByText('videos-web').first();
}

function queryOf(tab: (typeof TABS)[number]): string {
  return tab === 'tap' ? `${EAST}&start=true` : EAST;
}

/** Presses Tab until the focus is where it is wanted, as a person without a mouse does. */
async function tabTo(page: Page, target: Locator, key = 'Tab') {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 120; presses++) {
    if (await target.evaluate(element => element === document.activeElement)) {
      return;
    }
    await page.keyboard.press(key);
  }
  throw new Error(`${target} is not reached by ${key}`);
}

for (const theme of themes) {
  test(`sums up a component on its overview page, and warns of what is wrong once (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await page.goto('/catalog/default/component/ledger');
    const card = page.getByRole('region', { name: 'Service mesh' });
    await expect(card).toContainText(/\d\srps/);
    // a source that has just begun to read needs two samples
    await expect(card).toContainText(/Policy refuses .* of the requests/, {
      timeout: 90_000,
    });
    const warning = page
      .getByRole('status')
      .filter({ hasText: 'ledger is degraded' });
    await expect(warning).toContainText(/[\d.]+\s% of its requests succeed/);
    await expect(warning).not.toContainText('Policy refuses');
    await expectAccessible(page);

    await card.getByRole('button', { name: /%$/ }).first().click();
    const explanation = page.getByRole('dialog', { name: /^Success/ });
    await expect(explanation).toContainText(
      /In the window: [\d,]+ successes, [\d,]+ failures/,
    );
    await page.keyboard.press('Escape');
    await warning.getByRole('link', { name: 'Show the numbers' }).click();
    await expect(page).toHaveURL(/\/service-mesh\/stats/);
  });

  test(`warns of a component outside of the mesh, and says it first where it is to be tapped (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await page.goto('/catalog/default/component/thumbnails');
    await expect(
      page.getByRole('status').filter({ hasText: 'in the mesh' }),
    ).toContainText('No pod of thumbnails is in the mesh');
    await openTab(page, 'thumbnails', 'tap');
    await expect(
      page.getByRole('heading', {
        name: 'No pod of thumbnails is in the mesh',
      }),
    ).toBeVisible();
    await expect(
      page.getByText('kubectl annotate namespace legacy linkerd.io/inject'),
    ).toBeVisible();
    await expect(page.getByText(/label/)).toHaveCount(0);
    await expectAccessible(page);
  });

  test(`shows the workloads of several clusters together, and each alone (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'podinfo', 'stats');
    const headings = page
      .locator('[data-service-mesh]')
      .getByRole('heading', { level: 2 });
    await expect(headings).toHaveCount(2);
    await expectAccessible(page);
    await page.getByRole('button', { name: /Cluster/ }).click();
    await page.getByRole('option', { name: 'west' }).click();
    await expect(page).toHaveURL(/cluster=west/);
    await expect(headings).toHaveCount(0);
    await expect(
      page.getByRole('group', { name: 'Golden metrics of podinfo' }),
    ).toHaveCount(1);
    // the choice goes along to the other tabs
    await page.getByRole('radio', { name: 'Topology' }).click();
    await expect(page).toHaveURL(/topology\?.*cluster=west/);
  });

  for (const { name, size } of windows) {
    test.describe(name, () => {
      test.use(size);

      test(`shows stats, a request in full, the card (${theme})`, async ({
        page,
      }) => {
        await prepare(page, { theme });
        await openTab(page, 'playlists-api', 'stats', EAST);
        await expect(content(page)).toBeVisible();
        await expectFits(page);
        await expectAccessible(page);

        await openTab(page, 'playlists-api', 'tap', queryOf('tap'));
        await page
          .getByRole('row', { name: /\b(GET|POST)\b/ })
          .first()
          .getByRole('button')
          .click();
        const detail = page.getByRole('complementary', { name: /Request/ });
        await detail
          .getByRole('navigation')
          .getByRole('button', { name: /^Request headers/ })
          .click();
        await expect(
          detail.getByRole('heading', { name: /^Request headers/ }),
        ).toBeInViewport();
        await expectFits(page);
        await expectAccessible(page);

        await page.goto('/catalog/default/component/playlists-api');
        await expect(
          page.getByRole('region', { name: 'Service mesh' }),
        ).toContainText(/\d\srps/);
        await expectAccessible(page);
      });
    });
  }

  test(`leads through the three tabs by keys alone (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'playlists-api', 'topology', EAST);
    const tab = (name: string) => page.getByRole('radio', { name });
    await tabTo(
      page,
      page.getByRole('button', { name: /^playlists-api, Deployment, / }),
    );
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: /playlists-api/ });
    await expect(panel).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(panel).toBeHidden();
    await page.keyboard.press('2');
    await expect(page).toHaveURL(/\/stats\?.*cluster=east/);

    const cells = page.getByRole('group', {
      name: 'Golden metrics of playlists-api',
    });
    await tabTo(page, cells.getByRole('button', { name: /rps$/ }));
    await page.keyboard.press('Enter');
    const explanation = page.getByRole('dialog', { name: /^Requests/ });
    await expect(explanation).toContainText('request_total');
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(cells.getByRole('button', { name: /rps$/ })).toBeFocused();
    await page.keyboard.press('Space');
    await page.keyboard.press('Escape');
    // a table takes the focus as one, and the arrows move in it
    const inbound = page.getByRole('table', {
      name: 'Inbound',
      exact: true,
    });
    await tabTo(page, inbound.locator('[data-explained][tabindex="0"]'));
    await page.keyboard.press('ArrowRight');
    await expect(
      inbound.locator('tbody tr').first().locator('[data-explained]').nth(1),
    ).toBeFocused();
    await page.keyboard.press('3');
    await expect(page).toHaveURL(/\/tap\?.*cluster=east/);

    await tabTo(page, page.getByRole('button', { name: 'Start', exact: true }));
    await page.keyboard.press('Enter');
    const rows = page.locator('[data-tap-row]');
    await expect(rows.nth(3)).toBeVisible();
    await page.keyboard.press('j');
    await expect(page.locator('[data-tap-row]:focus')).toHaveCount(1);
    await page.keyboard.press('Space');
    await expect(page.getByText(/^Paused, /)).toBeVisible();
    await page.keyboard.press('Enter');
    const detail = page.getByRole('complementary', { name: /Request/ });
    await expect(detail).toBeFocused();
    await tabTo(
      page,
      detail.getByRole('button', { name: /^Response headers/ }),
    );
    await page.keyboard.press('Enter');
    await expect(
      detail.getByRole('heading', { name: /^Response headers/ }),
    ).toBeInViewport();
    await page.keyboard.press('Escape');
    await expect(detail).toBeHidden();
    await expect(page.locator('[data-tap-row]:focus')).toHaveCount(1);
    await page.keyboard.press('/');
    await expect(
      page.getByRole('searchbox', { name: 'Filter what was received' }),
    ).toBeFocused();
    await tabTo(page, tab('Live tap'), 'Shift+Tab');
    await page.keyboard.press('1');
    await expect(page).toHaveURL(/\/topology\?.*cluster=east/);
  });
}

for (const tab of TABS) {
  test(`keeps still where a person wants no motion: ${tab}`, async ({
    page,
  }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await prepare(page);
    await openTab(page, 'playlists-api', tab, queryOf(tab));
    await expect(content(page)).toBeVisible();
    for (let look = 0; look < 10; look++) {
      expect(await motions(page)).toEqual([]);
      await page.waitForTimeout(200);
    }
  });

  test(`speaks Chinese in all of ${tab}`, async ({ page }) => {
    await prepare(page);
    await page.addInitScript(() => localStorage.setItem('language', 'zh-CN'));
    await openTab(page, 'playlists-api', tab, queryOf(tab));
    await expect(content(page)).toBeVisible();
    const text = await page.locator('[data-service-mesh]').first().innerText();
    expect(text).toContain(
      { topology: '时间窗口', stats: '分钟', tap: '实时' }[tab],
    );
    // names stay what they are, and so does what a cluster's error says
    expect(text).not.toMatch(/\d\s(min|h|d)\b/);
    expect(text).not.toMatch(
      /\b(Success|Requests|Failures|Callers|Callees|Inbound|Outbound|Pods|Routes|Window|Peer|Method|Path|Status|Latency|healthy|degraded|failing)\b/,
    );
    await expectAccessible(page);
  });
}

/** What moves inside the plugin's own part of the page. */
function motions(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    document
      .getAnimations()
      .filter(({ playState, effect }) => {
        const { target } = effect as KeyframeEffect;
        return (
          playState === 'running' &&
          target?.closest('[data-service-mesh]') &&
          Number(effect?.getComputedTiming().duration) > 1
        );
      })
      .map(({ effect }) => (effect as KeyframeEffect).target?.outerHTML ?? ''),
  );
}
