import { expect, Page, test } from '@playwright/test';
import { DEVELOPMENT_APP } from '../playwright.config';
import { expectAccessible, openTab, prepare, themes } from './portal';

/*
 * The development app of the plugin: every state a screen can be in, each the name of a component, from fixtures that are the same in every
 * run. What no demo cluster is in for long enough is seen here.
 */

type State = [state: string, sentence: string | RegExp];

/** What every tab says of an entity that it can show nothing of. */
const NOTHING: State[] = [
  ['loading', /^loading: asking east, west, north…$/],
  ['no-workload', 'No workload matches no-workload'],
  ['forbidden', 'You may not see mesh data of forbidden'],
  ['error', 'The service mesh did not answer'],
];

const NUMBERS: State[] = [
  ...NOTHING,
  ['no-traffic', /^Nobody called playlists-api in the last 5\smin$/],
  ['no-metrics', 'No numbers: nothing measures cluster north'],
  ['partial', 'west is missing.'],
  ['stale', /^Numbers stopped at \d\d:\d\d:\d\d\. /],
  ['healthy', /^playlists-api answers 99\.\d+\s% of/],
  ['playlists-api', /^videos-api fails /],
];

const STATES: Record<'topology' | 'stats' | 'tap', State[]> = {
  topology: [...NUMBERS, ['large', /\d+ workloads/]],
  stats: [...NUMBERS, ['not-meshed', 'No pod of playlists-api is in the mesh']],
  tap: [
    ...NOTHING,
    ['not-meshed', 'No pod of playlists-api is in the mesh'],
    ['tap-not-allowed', 'No workload of tap-not-allowed can be tapped'],
    ['tap-refused', 'The mesh refused this tap'],
    ['tap-forbidden', 'You may not tap playlists-api'],
    ['tap-silent', /^Listening for \d+\ss, nothing matched$/],
  ],
};

test.use({ baseURL: DEVELOPMENT_APP });

/** Goes to another page of the app, without loading the app anew. */
async function goTo(page: Page, address: string) {
  await page.evaluate(to => {
    window.history.pushState(null, '', to);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, address);
}

for (const theme of themes) {
  for (const [tab, states] of Object.entries(STATES)) {
    test(`shows every state of ${tab} (${theme})`, async ({ page }) => {
      test.setTimeout(300_000);
      await prepare(page, { theme });
      await page.goto('/catalog/default/component/not-annotated');
      await expect(page.locator('[data-service-mesh]').first()).toBeVisible();
      for (const [state, sentence] of states) {
        await test.step(state, async () => {
          await goTo(
            page,
            `/catalog/default/component/${state}/service-mesh/${tab}?start=true`,
          );
          await expect(
            page.locator('[data-service-mesh]').getByText(sentence).first(),
          ).toBeVisible();
          await expectAccessible(page);
        });
      }
    });
  }

  test(`tells on the overview page what is to be added to a component (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await page.goto('/catalog/default/component/not-annotated');
    await expect(
      page.getByText('This component does not say where it runs'),
    ).toBeVisible();
    await expectAccessible(page);
  });

  test(`leads from a request to its trace (${theme})`, async ({ page }) => {
    await prepare(page, { theme });
    await openTab(page, 'playlists-api', 'tap', '?start=true&show=requests');
    await page
      .getByRole('table', { name: 'Requests, newest first' })
      .getByRole('row', { name: /\b(GET|POST)\b/ })
      .first()
      .getByRole('button')
      .click();
    const trace = page
      .getByRole('complementary', { name: /Request/ })
      .getByRole('link', { name: 'Open trace' });
    await expect(trace).toHaveAttribute(
      'href',
      /^https:\/\/tracing\.example\/trace\/4bf92f35\d{24}$/,
    );
    await expect(trace).toHaveAttribute('rel', /noopener/);
    await expectAccessible(page);
  });

  test(`says how much was dropped, and by whom (${theme})`, async ({
    page,
  }) => {
    await prepare(page, { theme });
    await openTab(page, 'playlists-api', 'tap', '?start=true');
    const dropped = page.getByText(
      /^\s*\d+ dropped \([\d.<]+\s%, this browser fell behind\)$/,
    );
    await expect(dropped).toBeVisible({ timeout: 60_000 });
    await expectAccessible(page);
  });
}
