import { expect, Page, test } from '@playwright/test';
import { expectFits, openTab, prepare, windows } from './portal';

const TABS = ['topology', 'stats', 'tap'] as const;

for (const { name, size } of windows) {
  test.describe(name, () => {
    test.use(size);

    test('holds all three tabs', async ({ page }) => {
      await prepare(page);
      for (const tab of TABS) {
        await openTab(
          page,
          'playlists-api',
          tab,
          `?cluster=east${tab === 'tap' ? '&start=true' : ''}`,
        );
        await expect(page.getByText('videos-web').first()).toBeVisible();
        await expectFits(page);
        expect(await overlappingButtons(page), tab).toEqual([]);
      }
    });
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
