import { expect, Locator, Page, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { rememberFailures } from './history';
import {
  expectAccessible,
  openTab,
  prepare,
  takePicture,
  themes,
} from './portal';

interface Named {
  id: string;
  name?: string;
}

const EAST = '?cluster=east';

function tableOf(page: Page, name: string): Locator {
  return page.getByRole('table', { name, exact: true });
}

function rowOf(page: Page, table: string, name: RegExp): Locator {
  return tableOf(page, table).getByRole('row', { name });
}

for (const theme of themes) {
  test(`shows the golden metrics and tables of playlists-api, and explains each number (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'playlists-api', 'stats', EAST);

    const cells = page.getByRole('group', {
      name: 'Golden metrics of playlists-api',
    });
    await expect(cells).toContainText(/\d\srps/);
    await expect(cells).toContainText(/\d+\sms/);
    await expect(rowOf(page, 'Inbound', /videos-web/)).toBeVisible();
    await expect(rowOf(page, 'Outbound', /videos-api/)).toBeVisible();
    await expect(rowOf(page, 'Pods', /playlists-api|…/).first()).toContainText(
      'Running',
    );
    await expect(rowOf(page, 'TCP', /playlists-db/)).toBeVisible();

    const chart = page.getByRole('region', {
      name: 'Callers and callees of playlists-api',
    });
    await expect(chart).toContainText('videos-web');
    await expect(chart).toContainText('videos-api');
    await expect(chart).toContainText('203.0.113.10:80');
    await expectAccessible(page);
    await takePicture(page, `stats-${theme}`);

    await cells.getByRole('button', { name: /rps$/ }).click();
    const explanation = page.getByRole('dialog', {
      name: 'Requests · what it answers',
    });
    await expect(explanation).toContainText('Counts attempts');
    await expect(explanation).toContainText('request_total');
    await expect(explanation).toContainText(/Measured at\s*\d\d:\d\d:\d\d/);
    await expect(
      explanation.getByRole('heading', { name: 'Left out' }),
    ).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(explanation).toBeHidden();
  });

  test(`lays the failures of calls beside its own, step by step (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await rememberFailures(page, 'videos-api');
    await openTab(page, 'playlists-api', 'stats', EAST);

    const evidence = rowOf(page, 'What its calls did', /videos-api/);
    await expect(evidence).toBeVisible();
    await expect(evidence).toContainText('100 %');
    const cells = page.getByRole('group', {
      name: 'Golden metrics of playlists-api',
    });
    for (const metric of ['Success', 'Requests', 'Failures', 'p99']) {
      await expect(
        cells.getByRole('button', { name: `${metric} over time` }),
      ).toBeVisible();
    }
    await expectAccessible(page);
    await cells.getByRole('button', { name: 'Success over time' }).click();
    await expect(
      page.getByRole('button', { name: 'Success over time', expanded: true }),
    ).toBeVisible();
    await expectAccessible(page);
  });

  test(`shows the routes of playlists-api, with what is tried again and timed out (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'playlists-api', 'stats', EAST);
    await expect(
      rowOf(page, 'Routes inbound', /GET \/playlists\/\{id\}\/export.*10\.0 s/),
    ).toBeVisible();
    await expect(rowOf(page, 'Routes outbound', /videos-api/)).toContainText(
      '1.50 s',
    );
    await tableOf(page, 'Routes inbound')
      .getByRole('button', { name: 'p99 ms' })
      .click();
    await expect(
      tableOf(page, 'Routes inbound').getByRole('row').nth(1),
    ).toContainText('/export');
    await expect(
      page.getByText(/^Slowest by p99: GET \/playlists\/\{id\}\/export, /),
    ).toBeVisible();
  });

  test(`shows a split: what was set, what was seen, and which leaf fails (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'authors', 'stats', EAST);
    const split = 'Traffic split of authors:7001';
    await expect(rowOf(page, split, /error-injector.*50 \//)).toContainText(
      '0 %',
    );
    await expect(rowOf(page, split, /healthy authors.*50 \//)).toBeVisible();
    await expect(page.getByRole('region', { name: split })).toContainText(
      'of the failures come from error-injector',
    );
    await expectAccessible(page);
  });

  test(`shows whom policy admits, and whom it denied (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'ledger', 'stats', EAST);
    await expect(rowOf(page, 'Denied by policy', /reporting/)).toContainText(
      'not authorized (403)',
    );
    await expect(
      rowOf(page, 'Policy', /write-from-checkout.*checkout/),
    ).toBeVisible();
    await expect(page.getByText(/^Policy refuses .* requests/)).toBeVisible();
    await expectAccessible(page);
  });

  test(`says what a component without a proxy lacks (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'thumbnails', 'stats');
    await expect(page.getByText('linkerd.io/inject').first()).toBeVisible();
    await expectAccessible(page);
  });

  test(`leads to a pod, with tables of its own (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'playlists-api', 'stats', EAST);
    await tableOf(page, 'Pods')
      .getByRole('button', { name: /^…/ })
      .first()
      .click();
    await expect(page).toHaveURL(/pod=/);
    await expect(rowOf(page, 'Inbound', /videos-web/).first()).toBeVisible();
    await expect(rowOf(page, 'Outbound', /videos-api/).first()).toBeVisible();
    await expectAccessible(page);
  });

  test(`sorts, filters and saves a table, and lets columns be chosen (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'playlists-api', 'stats', EAST);
    const inbound = tableOf(page, 'Inbound');
    const rates = async () =>
      (await inbound.getByRole('row').allInnerTexts())
        .slice(1)
        .map(text => Number(text.match(/%\s+([\d.]+)\s/)?.[1]));
    await inbound.getByRole('button', { name: 'rps', exact: true }).click();
    await expect(
      inbound.getByRole('columnheader', { name: 'rps' }),
    ).toHaveAttribute('aria-sort', 'descending');
    await expect
      .poll(async () => {
        const shown = await rates();
        return (
          shown.length > 1 &&
          shown.every((rate, at) => !at || rate <= shown[at - 1])
        );
      })
      .toBe(true);

    await page.getByRole('button', { name: 'Columns of Inbound' }).click();
    await page.getByRole('checkbox', { name: 'p50 ms' }).press('Space');
    await page.keyboard.press('Escape');
    await expect(
      inbound.getByRole('columnheader', { name: 'p50 ms' }),
    ).toHaveCount(0);

    await page.getByRole('button', { name: 'Filter Inbound' }).click();
    await page
      .getByRole('searchbox', { name: 'Filter Inbound' })
      .fill('videos');
    await expect(inbound.getByRole('row')).toHaveCount(2);

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save Inbound as CSV' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('playlists-api-inbound.csv');
    const lines = (await readFile(await file.path(), 'utf8'))
      .trim()
      .split('\n');
    expect(lines[0]).toContain('Name,Success in %,Requests per second');
    expect(lines[1]).toMatch(/^videos-web,[\d.]+,[\d.]+/);
  });

  test(`looks at other spans: a window, a range of its own, and since the last deploy (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'playlists-api', 'stats', EAST);
    await expect(rowOf(page, 'Inbound', /videos-web/)).toBeVisible();
    const asked = (query: RegExp) =>
      page.waitForResponse(
        response =>
          /\/stats\?/.test(response.url()) && query.test(response.url()),
      );
    const minute = asked(/window=1m/);
    await page.getByRole('radio', { name: '1 min' }).click();
    expect((await minute).status()).toBe(200);
    await expect(page).toHaveURL(/window=1m/);

    await page.getByRole('radio', { name: 'since deploy' }).click();
    await expect(page).toHaveURL(/window=deploy/);
    await expect(rowOf(page, 'Inbound', /videos-web/)).toBeVisible();

    await page.getByRole('button', { name: 'Range' }).click();
    const range = page.getByRole('dialog', { name: 'Range' });
    await expect(range.getByLabel('From')).toBeVisible();
    await expectAccessible(page);
    await range.getByRole('button', { name: 'Show' }).click();
    await expect(page).toHaveURL(/from=/);
    await expect(
      page.getByRole('img', { name: /^Age of the numbers/ }),
    ).toBeVisible();
  });

  test(`leads from a row to a tap of these calls (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'playlists-api', 'stats', EAST);
    await rowOf(page, 'Outbound', /videos-api/)
      .getByRole('link', { name: 'Tap videos-api' })
      .click();
    await expect(page).toHaveURL(/\/service-mesh\/tap\?.*to=video.*videos-api/);
    await page.goBack();
    await rowOf(page, 'Inbound', /videos-web/)
      .getByRole('link', { name: 'Tap videos-web' })
      .click();
    await expect(page).toHaveURL(
      /\/service-mesh\/tap\?.*source=video.*videos-web/,
    );
    const peers = page.getByRole('row', { name: /\b(GET|POST)\b/ });
    await expect(peers.first()).toContainText('videos-web');
  });

  test(`says in words why a container does not run, and leads to the Kubernetes tab (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    // nothing that a component of the demo stands for crashes
    await page.route(/\/api\/service-mesh\/.*\/stats\?/, async route => {
      const response = await route.fetch();
      const answer = await response.json();
      const [{ pods, errors }] = answer.workloads;
      errors.push({
        pod: pods[0].name,
        container: 'main',
        reason: 'CrashLoopBackOff',
        message: 'back-off 5m0s restarting failed container',
      });
      await route.fulfill({ response, json: answer });
    });
    await openTab(page, 'quiet', 'stats', EAST);
    const pods = page.getByRole('region', { name: 'Pods', exact: true });
    await expect(pods).toContainText('starts and ends again and again');
    await expectAccessible(page);
    await expect(
      pods.getByRole('link', { name: 'Open the Kubernetes tab' }),
    ).toHaveAttribute('href', /\/component\/quiet\/kubernetes$/);
  });

  test(`leads from a row to the peer's own page (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'playlists-api', 'stats', EAST);
    await rowOf(page, 'Outbound', /videos-api/)
      .getByRole('link', { name: 'Open videos-api in the catalog' })
      .click();
    await expect(page).toHaveURL(/\/catalog\/default\/component\/videos-api/);
    await expect(
      page.getByRole('region', { name: 'Service mesh' }),
    ).toContainText('videos-api');
  });

  test(`tells which caller suffers most from the failures of videos-api (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'videos-api', 'stats', EAST);
    const inbound = tableOf(page, 'Inbound').getByRole('row');
    await expect(inbound.nth(2)).toBeVisible();
    // failed calls per second, by caller
    const failures = (await inbound.allInnerTexts()).slice(1).map(text => {
      const [name] = text.trim().split(/\s/);
      // the rate follows the success of attempts, which may follow that after retries
      const [, success, rate] =
        /([\d.]+)\s%\s+([\d.]+)(?![\d.]|\s*%)/.exec(text) ?? [];
      return { name, failed: (1 - Number(success) / 100) * Number(rate) };
    });
    const [worst, ...others] = failures;
    expect(worst.failed).toBeGreaterThan(0);
    expect(Math.max(...others.map(({ failed }) => failed))).toBeLessThan(
      worst.failed,
    );
    const callers = page
      .getByRole('region', { name: 'Callers and callees of videos-api' })
      .getByRole('list')
      .first()
      .getByRole('listitem');
    await expect(callers.first()).toContainText(worst.name);
  });
}

test('draws six neighbours of a side, and unfolds the rest', async ({
  page,
}) => {
  await prepare(page);
  // no workload of the demo has more than six callees for long, so those that videos-web has are told of twice
  await page.route(/\/api\/service-mesh\/.*\/stats\?/, async route => {
    const response = await route.fetch();
    const answer = await response.json();
    for (const workload of answer.workloads) {
      workload.outbound = workload.outbound.flatMap(
        (call: { peer: Named; edge: { id: string } }) => [
          call,
          {
            peer: {
              ...call.peer,
              id: `${call.peer.id}2`,
              name: `${call.peer.name}-2`,
            },
            edge: {
              ...call.edge,
              id: `${call.edge.id}2`,
              target: `${call.peer.id}2`,
            },
          },
        ],
      );
    }
    await route.fulfill({ response, json: answer });
  });
  await openTab(page, 'videos-web', 'stats', EAST);
  const callees = page
    .getByRole('region', { name: 'Callers and callees of videos-web' })
    .getByRole('list')
    .last();
  const more = page.getByRole('button', { name: /^\+ \d+ more$/ });
  await expect(more).toBeVisible();
  const folded = await callees.getByRole('listitem').count();
  await more.click();
  await expect
    .poll(() => callees.getByRole('listitem').count())
    .toBeGreaterThan(folded);
});

test('says why a component shows nothing', async ({ page }) => {
  await prepare(page);
  await page.goto('/catalog/default/component/poster');
  await expect(
    page.getByText('This component does not say where it runs'),
  ).toBeVisible();
});
