import { expect, test } from '@playwright/test';
import { openTab, prepare } from './portal';

const VERA = 'user:default/vera';
const EMIL = 'user:default/emil';

test('a member of the owning team sees the topology', async ({ page }) => {
  await prepare(page, { user: VERA });
  await openTab(page, 'playlists-api', 'topology', '?cluster=east');
  await expect(
    page.getByRole('button', { name: /^playlists-api calls videos-api/ }),
  ).toBeVisible();
});

test('a member of another team does not, and is told why', async ({ page }) => {
  await prepare(page, { user: EMIL });
  await openTab(page, 'playlists-api', 'topology');
  await expect(
    page.getByText('You may not see mesh data of playlists-api'),
  ).toBeVisible();
  await expect(page.getByText('service-mesh.read')).toBeVisible();
});

test('an annotation that points at the pods of another team gets no tap', async ({
  page,
}) => {
  await prepare(page, { user: EMIL });
  await openTab(page, 'nosy', 'tap');
  await expect(
    page.getByText(/^No workload of nosy .*can be tapped$/),
  ).toBeVisible();
  await expect(
    page.getByRole('button', { name: 'Start', exact: true }),
  ).toBeDisabled();
});

test('a person without the permission watches live requests, and may not save them', async ({
  page,
}) => {
  await prepare(page, { user: EMIL });
  const asked = page.waitForRequest(/\/workloads$/);
  await openTab(page, 'voting', 'tap', '?cluster=east&start=true');
  await expect(
    page.getByRole('row', { name: /\bPOST\b/ }).first(),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: 'Export' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );

  // nor does the backend take it from one who asks without the button
  const request = await asked;
  const answer = await page.request.post(
    request.url().replace(/\/workloads$/, '/tap/exports'),
    {
      headers: {
        authorization: (await request.allHeaders()).authorization,
      },
      data: {
        target: {
          cluster: 'east',
          namespace: 'emojivoto',
          kind: 'Deployment',
          name: 'voting',
        },
        query: {},
        rows: 1,
      },
    },
  );
  expect(answer.status()).toBe(403);
});

test('signing out lets a person choose who to be', async ({ page }) => {
  await page.goto('/settings');
  await page.getByTestId('user-settings-menu').click();
  await page.getByText('Sign Out').click();
  await page.getByRole('button', { name: 'Enter as Vera' }).click();
  await page.goto('/settings');
  await expect(page.getByText('Vera', { exact: false }).first()).toBeVisible();
});
