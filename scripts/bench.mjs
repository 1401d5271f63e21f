// `npm run bench`: prints what the backend costs and writes bench/results.json. `-- --sizes 100,1000` runs less; `-- --help` tells.
import { Children } from './lib/children.mjs';
import { ensureInstalled } from './lib/install.mjs';

ensureInstalled();
new Children().start(process.execPath, [
  '--import',
  'tsx',
  '--expose-gc',
  'packages/real-parts/src/bench/cli.ts',
  ...process.argv.slice(2),
]);
