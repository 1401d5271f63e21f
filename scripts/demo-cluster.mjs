// `npm run demo-cluster -- --port …`: the demo clusters alone. `-- --help` lists the options.
import { Children } from './lib/children.mjs';
import { ensureInstalled } from './lib/install.mjs';

ensureInstalled();
new Children().start(process.execPath, [
  '--import',
  'tsx',
  'packages/demo-cluster/src/cli.ts',
  ...process.argv.slice(2),
]);
