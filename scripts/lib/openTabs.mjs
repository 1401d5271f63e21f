import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './install.mjs';

const require = createRequire(path.join(root, 'packages/app/package.json'));

/** Chromium as a machine without a network and with root as its user can run it. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function chromiumPath() {
  const candidates = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  const found = candidates.find(
    candidate => candidate && existsSync(candidate),
  );
  if (!found) {
    throw new Error(
      'No Chromium was found. Install Debian\'s package "chromium", or set CHROMIUM_PATH.',
    );
  }
  return found;
}

const ENTITY = 'catalog/default/component/playlists-api/service-mesh';
const TIMEOUT_MS = 60_000;

/**
 * Opens topology, stats and live tap of a component in a portal, and waits until each shows live data.
 *
 * @throws where a tab does not, or where the browser reports a blocked worker or a violated content security policy
 */
export async function openTabs(baseUrl) {
  const { chromium } = require('@playwright/test');
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: chromiumArguments,
  });
  try {
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
    });
    const violations = [];
    const workers = [];
    page.on('worker', worker => workers.push(worker.url()));
    page.on('console', message => {
      if (
        /content security policy|failed to construct 'worker'/i.test(
          message.text(),
        )
      ) {
        violations.push(message.text());
      }
    });

    await page.goto(`${baseUrl}/${ENTITY}/topology`);
    await page
      .getByRole('button', { name: /playlists-api calls videos-api/ })
      .first()
      .waitFor({ timeout: TIMEOUT_MS, state: 'attached' });
    await page.goto(`${baseUrl}/${ENTITY}/stats`);
    await page
      .getByRole('row', { name: /videos-api/ })
      .first()
      .waitFor({ timeout: TIMEOUT_MS });
    await page.goto(`${baseUrl}/${ENTITY}/tap`);
    await page
      .getByRole('button', { name: 'Start', exact: true })
      .click({ timeout: TIMEOUT_MS });
    await page
      .getByRole('cell', { name: 'GET', exact: true })
      .first()
      .waitFor({ timeout: TIMEOUT_MS });

    if (workers.length === 0) {
      throw new Error('The layout did not run in a worker.');
    }
    if (violations.length > 0) {
      throw new Error(
        `The browser refused something:\n${violations.join('\n')}`,
      );
    }
  } finally {
    await browser.close();
  }
}
