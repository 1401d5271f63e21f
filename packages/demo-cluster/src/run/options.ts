import path from 'node:path';
import { parseArgs } from 'node:util';

export interface RunOptions {
  worlds: string[];
  port: number;
  httpPort?: number;
  seed: string;
  workloads?: number;
  podsPerWorkload: number;
  runDirectory: string;
  speed: number;
  warmUpSeconds: number;
  scrapeInterval: string;
  printPrometheusConfig: boolean;
}

export const USAGE = `Starts simulated clusters with Linkerd in them, and says how to reach them.

  --worlds east,west         which clusters; --workloads starts a generated one instead
  --port 9443                of the first cluster's API server (HTTPS); the next ones follow
  --http-port <port>         also serve plain HTTP from this port on
  --seed 1                   the same seed gives the same clusters and the same traffic
  --workloads <n>            a generated cluster of so many workloads
  --pods-per-workload 3      of each of them
  --run-dir .run/demo        where certificates, kubeconfig.yaml and prometheus.yml go
  --speed 1                  simulated seconds per second
  --warm-up 60               seconds of traffic that happened before the start
  --scrape-interval 10s      in the Prometheus configuration
  --print-prometheus-config  print that configuration and end
  --help
`;

/** A mistake of whoever typed the command. Its message is all they need to see. */
export class UsageError extends Error {}

/** @throws UsageError for what cannot be understood. */
export function readOptions(args: string[]): RunOptions | 'help' {
  const values = parse(args);
  if (values.help) {
    return 'help';
  }
  const workloads = optional(values.workloads, text =>
    wholeNumber('--workloads', text, 1, 20_000),
  );
  const worlds =
    values.worlds?.split(',').map(name => name.trim()) ??
    (workloads === undefined ? ['east', 'west'] : ['generated']);
  for (const name of worlds) {
    if (!['east', 'west', 'generated'].includes(name)) {
      throw new UsageError(
        `--worlds: there is no world ${JSON.stringify(
          name,
        )}. There are east and west, and --workloads generates one.`,
      );
    }
  }
  if (worlds.includes('generated') && workloads === undefined) {
    throw new UsageError(
      '--worlds generated: say how large with --workloads <n>.',
    );
  }
  const httpPort = optional(values['http-port'], text =>
    wholeNumber('--http-port', text, 0, 65_535),
  );
  const interval = values['scrape-interval'] ?? '10s';
  if (!/^\d+(ms|s|m)$/.test(interval)) {
    throw new UsageError(
      `--scrape-interval: ${JSON.stringify(interval)} is no duration like 10s.`,
    );
  }
  return {
    worlds,
    port: wholeNumber('--port', values.port ?? '9443', 0, 65_535),
    ...(httpPort === undefined ? {} : { httpPort }),
    seed: values.seed ?? '1',
    ...(workloads === undefined ? {} : { workloads }),
    podsPerWorkload: wholeNumber(
      '--pods-per-workload',
      values['pods-per-workload'] ?? '3',
      1,
      50,
    ),
    runDirectory: path.resolve(values['run-dir'] ?? '.run/demo'),
    speed: number('--speed', values.speed ?? '1', 0, 100),
    warmUpSeconds: number('--warm-up', values['warm-up'] ?? '60', 0, 3600),
    scrapeInterval: interval,
    printPrometheusConfig: values['print-prometheus-config'] ?? false,
  };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      options: {
        worlds: text,
        port: text,
        'http-port': text,
        seed: text,
        workloads: text,
        'pods-per-workload': text,
        'run-dir': text,
        speed: text,
        'warm-up': text,
        'scrape-interval': text,
        'print-prometheus-config': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? error.message : String(error),
    );
  }
}

function optional<T>(
  text: string | undefined,
  read: (text: string) => T,
): T | undefined {
  return text === undefined ? undefined : read(text);
}

function number(option: string, text: string, min: number, max: number) {
  const value = Number(text);
  if (text.trim() === '' || !(value >= min && value <= max)) {
    throw new UsageError(
      `${option}: ${JSON.stringify(
        text,
      )} is no number between ${min} and ${max}.`,
    );
  }
  return value;
}

function wholeNumber(option: string, text: string, min: number, max: number) {
  const value = number(option, text, min, max);
  if (!Number.isInteger(value)) {
    throw new UsageError(
      `${option}: ${JSON.stringify(text)} is no whole number.`,
    );
  }
  return value;
}
