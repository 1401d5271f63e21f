import { expect, Page, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import {
  expectAccessible,
  expectFits,
  prepare,
  themes,
  windows,
} from './portal';

const graph = (page: Page) =>
  page.getByRole('group', { name: 'Service graph of the mesh' });

/** A workload on the map: not the ones of the same name in the list of namespaces, or in a table. */
const workload = (page: Page, name: string) =>
  graph(page)
    .getByRole('button', { name: new RegExp(`^${name}, `) })
    .first();

/** The video catalog in one cluster, open: few cards, all of them to be read. */
const VIDEO =
  '/service-mesh?cluster=east&group=namespace&namespace=east%2Fvideo&open=east%2Fvideo';

/** Where a workload stands on the plane of the graph, however far the canvas is moved or zoomed. */
async function placeOf(page: Page, name: string): Promise<string> {
  await expect(workload(page, name)).toBeVisible();
  return workload(page, name).evaluate(
    element =>
      element.closest<HTMLElement>('.react-flow__node')?.style.transform ?? '',
  );
}

test('keeps a workload where a person put it, over a reload, until all is laid out anew', async ({
  page,
}) => {
  await prepare(page);
  await page.goto(VIDEO);
  const before = await placeOf(page, 'videos-db');
  const box = await workload(page, 'videos-db').boundingBox();
  if (!box) {
    throw new Error('It is not on the page');
  }
  const from = { x: box.x + 20, y: box.y + 12 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 40, from.y + 40, { steps: 8 });
  await page.mouse.move(from.x + 40, from.y + 90, { steps: 8 });
  await page.mouse.up();
  const moved = await placeOf(page, 'videos-db');
  expect(moved).not.toBe(before);
  // it is written when the hand rests
  await page.waitForTimeout(2_000);

  await page.reload();
  await expect.poll(() => placeOf(page, 'videos-db')).toBe(moved);

  await page.getByRole('button', { name: 'Lay out anew' }).click();
  await expect.poll(() => placeOf(page, 'videos-db')).not.toBe(moved);
});

test('is searched by keys alone, and shows what was found in its middle', async ({
  page,
}) => {
  await prepare(page);
  await page.goto('/service-mesh?group=none');
  await expect(graph(page)).toBeVisible();
  await graph(page).locator('canvas, button').first().waitFor();
  await graph(page).getByRole('button').first().focus();
  await page.keyboard.press('/');
  const field = page.getByRole('combobox', { name: 'Find' });
  await expect(field).toBeFocused();
  await page.keyboard.type('playlists-api');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/selected=node/);
  const node = graph(page).locator('[data-selected="true"]');
  await expect(node).toHaveAccessibleName(/^playlists-api, /);
  await expect
    .poll(async () => {
      const canvas = await graph(page).boundingBox();
      const box = await node.boundingBox();
      return (
        canvas !== null &&
        box !== null &&
        box.x > canvas.x &&
        box.x + box.width < canvas.x + canvas.width &&
        box.y > canvas.y &&
        box.y + box.height < canvas.y + canvas.height
      );
    })
    .toBe(true);
});

test('suggests what can be asked, and takes a preset', async ({ page }) => {
  await prepare(page);
  await page.goto('/service-mesh');
  const field = page.getByRole('combobox', { name: 'Find' });
  await field.fill('owner = ');
  await expect(
    page.getByRole('option', { name: /team-video|Video team/ }).first(),
  ).toBeVisible();
  await field.fill('');
  await page.getByRole('option', { name: /Calls without mTLS/ }).click();
  await expect(page).toHaveURL(/find=/);
  await expect(page.getByText(/^\d+ found$/)).toBeVisible();
  await field.fill('rps > and');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
});

test('shows who would suffer, and what leads to a workload', async ({
  page,
}) => {
  await prepare(page);
  await page.goto(VIDEO);
  await workload(page, 'videos-api').focus();
  await page.keyboard.press('b');
  const panel = page.getByRole('complementary', { name: /videos-api/ });
  await expect(panel).toContainText('playlists-api');
  await expect(panel).toContainText('videos-web');
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();

  await workload(page, 'videos-api').focus();
  await page.keyboard.press('f');
  await expect(page).toHaveURL(/focus=/);
  await expect(workload(page, 'videos-db')).toBeVisible();
  await expect(workload(page, 'playlists-db')).toBeHidden();
  await page.keyboard.press(']');
  await expect(page).toHaveURL(/hops=2/);
});

test('keeps what is pinned, whatever is focused', async ({ page }) => {
  await prepare(page);
  await page.goto(VIDEO);
  await workload(page, 'playlists-db').focus();
  await page.keyboard.press('p');
  await expect(page).toHaveURL(/pin=/);
  await workload(page, 'videos-db').focus();
  await page.keyboard.press('f');
  await expect(workload(page, 'playlists-api')).toBeHidden();
  await expect(workload(page, 'playlists-db')).toBeVisible();
});

test('opens and closes a group in place', async ({ page }) => {
  await prepare(page);
  await page.goto('/service-mesh?cluster=east&group=namespace&open=-');
  const closed = graph(page).getByRole('button', { name: /^video, group of/ });
  await expect(closed).toHaveAttribute('aria-expanded', 'false');
  await closed.click();
  await expect(workload(page, 'videos-api')).toBeVisible();
  await page.getByRole('button', { name: 'Close video' }).click();
  await expect(closed).toBeVisible();
});

test('saves pictures and data', async ({ page }) => {
  await prepare(page);
  await page.goto(VIDEO);
  await expect(workload(page, 'videos-api')).toBeVisible();
  const save = async (item: string) => {
    await page.getByRole('button', { name: 'Save the map' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item }).click();
    return readFile(await (await saved).path());
  };
  const svg = (await save('Picture (SVG)')).toString();
  expect(svg).toContain('<svg');
  expect(svg).toContain('videos-api');
  const png = await save('Picture (PNG)');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  const { nodes } = JSON.parse((await save('Data (JSON)')).toString());
  expect(nodes.map(({ name }: { name: string }) => name)).toContain(
    'videos-api',
  );
});

test('says how a number of the map came to be', async ({ page }) => {
  await prepare(page);
  await page.goto(VIDEO);
  await workload(page, 'videos-api').click();
  const panel = page.getByRole('complementary', { name: /^videos-api, / });
  await panel.locator('[data-explained]').first().click();
  await expect(page.getByRole('dialog')).toContainText(/sum\(|response_total/);
});

test('shows several clusters at once', async ({ page }) => {
  await prepare(page);
  await page.goto('/service-mesh?group=cluster');
  await page.getByRole('button', { name: /Clusters/ }).click();
  await page.getByRole('option', { name: 'east' }).click();
  await expect(page).toHaveURL(/cluster=east/);
  await page.getByRole('option', { name: 'west' }).click();
  await expect(page).not.toHaveURL(/cluster=east$/);
});

for (const theme of themes) {
  test(`is legible to all with groups open, a panel and a path (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await page.goto(VIDEO);
    await workload(page, 'videos-api').click();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Path' }).click();
    await expectAccessible(page);
  });

  test(`compares two moments of the mesh, in the groups of the map (${theme})`, async ({
    page,
  }) => {
    test.setTimeout(400_000);
    await prepare(page, { theme });
    await page.goto('/service-mesh?group=namespace');
    await expect(
      page.getByRole('region', { name: 'Calls over time' }),
    ).toBeVisible({ timeout: 200_000 });
    const minute = 60_000;
    const to = minute * Math.floor(Date.now() / minute) - minute;
    const time = (at: number) => encodeURIComponent(new Date(at).toISOString());
    await page.goto(
      `/service-mesh?group=namespace&shows=all&from=${time(
        to - minute,
      )}&to=${time(to)}&before=${time(to - minute)}`,
    );
    await expect(
      page.getByRole('complementary', { name: 'What changed' }),
    ).toBeVisible();
    await expect(
      graph(page)
        .or(page.getByRole('group', { name: /^Service graph of/ }))
        .getByRole('button', { name: /group of \d+ workload|^Close / })
        .first(),
    ).toBeVisible();
    await expectAccessible(page);
  });
}

test('speaks Chinese', async ({ page }) => {
  await prepare(page);
  await page.addInitScript(() => {
    localStorage.setItem('language', 'zh-CN');
  });
  await page.goto('/service-mesh');
  await expect(
    page.getByRole('navigation', { name: '命名空间，最差的在前' }),
  ).toBeVisible();
  await expect(page.getByRole('combobox', { name: '查找' })).toBeVisible();
});

for (const { name, size } of windows.slice(0, 2)) {
  test.describe(name, () => {
    test.use(size);

    test('has the namespaces behind a button', async ({ page }) => {
      await prepare(page);
      await page.goto('/service-mesh');
      await page.getByRole('button', { name: 'Namespaces' }).click();
      await page
        .getByRole('navigation', { name: 'Namespaces, worst first' })
        .getByRole('button', { name: /^video, / })
        .first()
        .click();
      await expect(page).toHaveURL(/namespace=/);
      await page.keyboard.press('Escape');
      await expectFits(page);
      await expectAccessible(page);
    });
  });
}
