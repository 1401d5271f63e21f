import path from 'node:path';
import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** How many workloads the generated clusters have, smallest first. */
  sizes: number[];
  /** How many pods the cluster has whose memory is measured; 0 for none. */
  pods: number;
  /** The file of the results. */
  out: string;
}

export const USAGE = `Measures what the backend costs, prints a table and writes it to bench/results.json.

  --sizes 100,1000,5000      workloads of the generated clusters
  --pods 20000               pods of the cluster whose memory is measured; 0 for none
  --out bench/results.json   where the results go
  --help
`;

/** A mistake of whoever typed the command. Its message is all they need to see. */
export class UsageError extends Error {}

/** @throws UsageError for what can not be understood */
export function readOptions(args: string[]): BenchOptions | 'help' {
  const values = parse(args);
  if (values.help) {
    return 'help';
  }
  const sizes = (values.sizes ?? '100,1000,5000').split(',').map(text => {
    const size = Number(text);
    if (!Number.isInteger(size) || size < 1 || size > 20_000) {
      throw new UsageError(
        `--sizes: ${JSON.stringify(
          text,
        )} is no whole number between 1 and 20000.`,
      );
    }
    return size;
  });
  const pods = Number(values.pods ?? '20000');
  if (!Number.isInteger(pods) || pods < 0 || pods > 100_000) {
    throw new UsageError(
      `--pods: ${JSON.stringify(
        values.pods,
      )} is no whole number between 0 and 100000.`,
    );
  }
  return {
    pods,
    sizes: [...new Set(sizes)].sort((a, b) => a - b),
    out: path.resolve(values.out ?? 'bench/results.json'),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        pods: { type: 'string' },
        sizes: { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? error.message : String(error),
    );
  }
}
