// `npm run bench:tap`: a live tap of 1,000 events a second in Chromium; prints what it costs and writes bench/results-tap.json.
import { Children } from './lib/children.mjs';
import { ensureInstalled } from './lib/install.mjs';

ensureInstalled();
new Children().start(process.execPath, [
  '--import',
  'tsx',
  'packages/real-parts/src/bench/tapPage/cli.ts',
  ...process.argv.slice(2),
]);
