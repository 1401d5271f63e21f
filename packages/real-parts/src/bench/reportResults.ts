import { formatTable, writeResults, type Result } from './results';

/** Prints results with the goals that were missed, and writes them to a file. */
export async function reportResults(
  out: string,
  results: readonly Result[],
): Promise<void> {
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
