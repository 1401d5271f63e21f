import path from 'node:path';
import { parseArgs } from 'node:util';
import { reportResults } from '../reportResults';
import { runCommand } from '../runCommand';
import { measureGraph } from './measureGraph';

const USAGE = `Measures the graph in Chromium, prints a table and writes it to bench/results-graph.json.

  --out bench/results-graph.json   where the results go
  --help
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { out: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const out = path.resolve(values.out ?? 'bench/results-graph.json');
  const results = await measureGraph(text => process.stderr.write(`${text}\n`));
  await reportResults(out, results);
}

runCommand(main);
