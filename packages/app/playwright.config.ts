import { defineConfig } from '@playwright/test';
import { existsSync } from 'node:fs';

const port = Number(process.env.APP_PORT ?? 3000);

/** A portal that runs already, such as the packed one of scripts/packed-install.mjs; without it `npm start` is run. */
const portal = process.env.PORTAL_URL;

/** The development app of the plugin, on fixtures: see e2e-tests/states.test.ts. */
const statesPort = Number(process.env.STATES_PORT ?? 3321);
export const DEVELOPMENT_APP = `http://localhost:${statesPort}`;

const chromium = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(candidate => candidate && existsSync(candidate));

/** The tests run against a real portal on the demo clusters, in the Chromium of the machine. */
export default defineConfig({
  testDir: './e2e-tests',
  outputDir: '../../test-results',
  timeout: 120_000,
  expect: { timeout: 30_000 },
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  // A test that passes only at its second try is reported as flaky.
  retries: process.env.CI ? 1 : 0,
  reporter: [['list']],
  use: {
    baseURL: portal ?? `http://localhost:${port}`,
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: [
    ...(portal
      ? []
      : [
          {
            command: 'node ../../scripts/start.mjs',
            url: `http://localhost:${port}`,
            timeout: 300_000,
            reuseExistingServer: true,
            gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 10_000 },
          },
        ]),
    {
      command: 'yarn start',
      cwd: '../../plugins/service-mesh',
      env: { APP_PORT: String(statesPort), BROWSER: 'none' },
      url: DEVELOPMENT_APP,
      timeout: 300_000,
      reuseExistingServer: true,
    },
  ],
});
