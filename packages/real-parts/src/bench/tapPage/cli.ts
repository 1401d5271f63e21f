import path from 'node:path';
import { parseArgs } from 'node:util';
import { reportResults } from '../reportResults';
import { runCommand } from '../runCommand';
import { measurePage } from './measurePage';

const USAGE = `Measures the live tap in Chromium, prints a table and writes it to bench/results-tap.json.

  --out bench/results-tap.json   where the results go
  --snapshots <folder>           keeps there what the page holds, for the memory panel of the developer tools
  --help
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      snapshots: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const out = path.resolve(values.out ?? 'bench/results-tap.json');
  const results = await measurePage({
    tell: text => process.stderr.write(`${text}\n`),
    snapshots: values.snapshots && path.resolve(values.snapshots),
  });
  await reportResults(out, results);
}

runCommand(main);
