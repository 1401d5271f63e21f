import path from 'node:path';
import { parseArgs } from 'node:util';
import { formatTable, writeResults } from '../results';
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
  await writeResults(out, results);
  process.stdout.write(`\n${formatTable(results)}\n\n`);
  for (const { name, value, unit, goal, met } of results) {
    if (met === false) {
      process.stdout.write(
        `Goal not met: ${name} is ${value} ${unit}, the goal is ${goal}\n`,
      );
    }
  }
  process.stdout.write(`Written to ${out}\n`);
}

main().then(
  () => process.exit(),
  error => {
    console.error(error);
    process.exit(1);
  },
);
