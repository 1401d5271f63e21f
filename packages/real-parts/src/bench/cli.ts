import { missingPrometheus } from '../prometheus/RealPrometheus';
import {
  measureMemory,
  measureSize,
  type InventoryMemory,
} from './measureSize';
import { measureViewers } from './measureViewers';
import { readOptions, USAGE, UsageError, type BenchOptions } from './options';
import { reportResults } from './reportResults';
import type { Result } from './results';
import { runCommand } from './runCommand';
import { measureTap } from './tap/measureTap';

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Twice: the first time, code is loaded that belongs to no cluster. */
async function measureIdle(): Promise<InventoryMemory> {
  tell('Loading the code, and measuring an inventory with one workload');
  let idle: InventoryMemory = { pods: 0, bytes: 0 };
  for (let time = 0; time < 2; time += 1) {
    ({ memory: idle } = await measureSize(1, {
      withPrometheus: false,
      idle: { pods: 0, bytes: 0 },
      tell: () => undefined,
    }));
  }
  return idle;
}

/** What can not be measured costs no other row. The command fails at its end. */
async function attempt(what: string, measure: () => Promise<void>) {
  try {
    await measure();
  } catch (error) {
    console.error(`Not measured: ${what}.`, error);
    process.exitCode = 1;
  }
}

async function run(options: BenchOptions): Promise<void> {
  const missing = missingPrometheus();
  if (missing !== undefined) {
    tell(
      `Only what needs no Prometheus is measured: memory and live tap. ${missing}.`,
    );
  }
  const results: Result[] = [];
  const idle = await measureIdle();
  for (const workloads of options.sizes) {
    await attempt(`${workloads} workloads`, async () => {
      const { results: ofSize } = await measureSize(workloads, {
        withPrometheus: missing === undefined,
        idle,
        tell,
      });
      results.push(...ofSize);
    });
  }
  if (options.pods > 0) {
    await attempt(`memory of ${options.pods} pods`, async () => {
      results.push(
        ...(await measureMemory({ pods: options.pods, idle, tell })),
      );
    });
  }
  if (missing === undefined) {
    await attempt('viewers', async () => {
      results.push(...(await measureViewers(tell)));
    });
  }
  await attempt('live tap', async () => {
    results.push(...(await measureTap(tell)));
  });
  await reportResults(options.out, results);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  await run(options);
}

runCommand(main, error =>
  console.error(error instanceof UsageError ? error.message : error),
);
