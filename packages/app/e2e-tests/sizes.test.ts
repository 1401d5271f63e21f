import { expect, Page, test } from '@playwright/test';
import { openTab, prepare } from './portal';

const SIZES = [
  { name: 'a zoom of 200 %', width: 720, height: 450 },
  { name: 'a phone', width: 360, height: 780 },
  { name: 'a wide screen', width: 2560, height: 1300 },
];

const TABS = ['topology', 'stats', 'tap'] as const;

for (const { name, width, height } of SIZES) {
  test(`fits ${name}, in all three tabs`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({
      baseURL,
      viewport: { width, height },
      deviceScaleFactor: width === 720 ? 2 : 1,
    });
    const page = await context.newPage();
    await prepare(page);
    for (const tab of TABS) {
      await openTab(
        page,
        'playlists-api',
        tab,
        `?cluster=east${tab === 'tap' ? '&start=true' : ''}`,
      );
      await expect(page.getByText('videos-web').first()).toBeVisible();
      expect(await widerThanThePage(page), tab).toEqual([]);
      expect(await overlappingButtons(page), tab).toEqual([]);
    }
    await context.close();
  });
}

/** The page must not scroll sideways. What is too wide may scroll inside a box of its own. */
function widerThanThePage(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth
      ? [`the page: ${scrollWidth} px of ${clientWidth}`]
      : [];
  });
}

/** Buttons of the plugin of which the middle of one is covered by another. */
function overlappingButtons(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const buttons = [
      ...document.querySelectorAll<HTMLElement>(
        '[data-service-mesh] [role="toolbar"] button',
      ),
    ];
    return buttons.flatMap(button => {
      const { left, top, width, height } = button.getBoundingClientRect();
      const x = left + width / 2;
      const y = top + height / 2;
      if (width === 0 || y < 0 || y > window.innerHeight) {
        return [];
      }
      const on = document.elementFromPoint(x, y)?.closest('button');
      return on && on !== button && !on.contains(button)
        ? [`${on.textContent} on ${button.textContent}`]
        : [];
    });
  });
}
