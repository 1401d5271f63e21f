// `npm run bench:graph`: a graph of 1,000 workloads in Chromium; prints what it costs and writes bench/results-graph.json.
import { Children } from './lib/children.mjs';
import { ensureInstalled } from './lib/install.mjs';

ensureInstalled();
new Children().start(process.execPath, [
  '--import',
  'tsx',
  'packages/real-parts/src/bench/graph/cli.ts',
  ...process.argv.slice(2),
]);
