import AxeBuilder from '@axe-core/playwright';
import { expect, Page } from '@playwright/test';
import path from 'node:path';

/** The themes that every screen is looked at in. */
export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const sized = (width: number, height: number, deviceScaleFactor = 1) => ({
  viewport: { width, height },
  deviceScaleFactor,
});

/** A phone, for `test.use`. */
export const phone = sized(360, 780);

/** The windows that every screen must fit, for `test.use`. */
export const windows = [
  { name: 'a phone', size: phone },
  { name: 'a zoom of 200 %', size: sized(720, 450, 2) },
  { name: 'a wide screen', size: sized(2560, 1300) },
];

const IMAGES = path.resolve(__dirname, '../../../docs/images');

/** Chooses the theme and, where given, the person for all pages that are opened next. */
export async function prepare(
  page: Page,
  options: { theme?: Theme; user?: string } = {},
) {
  await page.addInitScript(({ theme = 'light', user }) => {
    localStorage.setItem('theme', theme);
    localStorage.setItem('sidebarPinState', 'false');
    if (user) {
      sessionStorage.setItem('demo-sign-in', user);
    }
  }, options);
}

/** Opens a tab of a component's service mesh. */
export async function openTab(
  page: Page,
  component: string,
  tab: 'topology' | 'stats' | 'tap',
  query = '',
) {
  await page.goto(
    `/catalog/default/component/${component}/service-mesh/${tab}${query}`,
  );
}

/** No serious or critical violation inside the plugin's own part of the page. */
export async function expectAccessible(page: Page) {
  // what fades in is pale for a moment
  await page.evaluate(() =>
    Promise.race([
      Promise.allSettled(
        document.getAnimations().map(({ finished }) => finished),
      ),
      new Promise(resolve => {
        setTimeout(resolve, 500);
      }),
    ]),
  );
  const { violations } = await new AxeBuilder({ page })
    .include('[data-service-mesh]')
    // Backstage UI's select names itself by its value and then its label, in the other order than it shows them.
    .disableRules(['label-content-name-mismatch'])
    .analyze();
  const serious = violations.filter(({ impact }) =>
    ['serious', 'critical'].includes(impact ?? ''),
  );
  expect(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map(n => n.html).join()}`),
  ).toEqual([]);
}

/** The page does not scroll sideways. What is too wide may scroll inside a box of its own. */
export async function expectFits(page: Page) {
  const { scrollWidth, clientWidth } = await page.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    clientWidth: document.documentElement.clientWidth,
  }));
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
}

/** Takes the README's picture of a screen, where `UPDATE_IMAGES=1` asks for it. */
export async function takePicture(page: Page, name: string) {
  if (process.env.UPDATE_IMAGES) {
    await page.screenshot({ path: path.join(IMAGES, `${name}.png`) });
  }
}
