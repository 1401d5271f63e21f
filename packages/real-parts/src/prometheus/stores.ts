import path from 'node:path';
import { findProgram, isExecutable } from '../programs/findProgram';

/** Names the program of a Prometheus, or of a store that speaks its API, in place of the one on the PATH. */
const PROGRAM_VARIABLE = 'REAL_PROMETHEUS';

interface Started {
  configFile: string;
  /** Where it keeps its data. */
  data: string;
  /** Host and port. */
  address: string;
}

/** A program that scrapes by a Prometheus' configuration, and answers its API. */
export interface Store {
  name: string;
  file: string;
  args(started: Started): string[];
  /** Answers 200 once it may be asked. */
  readyPath: string;
  /** Whether it evaluates `rule_files`. */
  evaluatesRules: boolean;
  /** So much later it shows what it scraped. */
  lagSeconds: number;
}

const PROMETHEUS: Omit<Store, 'file'> = {
  name: 'Prometheus',
  args: ({ configFile, data, address }) => [
    `--config.file=${configFile}`,
    `--storage.tsdb.path=${data}`,
    `--web.listen-address=${address}`,
    '--log.level=warn',
  ],
  readyPath: '/-/ready',
  evaluatesRules: true,
  lagSeconds: 0,
};

/** Of one node; its rules are evaluated by a program of their own. */
const VICTORIA_METRICS: Omit<Store, 'file'> = {
  name: 'VictoriaMetrics',
  args: ({ configFile, data, address }) => [
    `-promscrape.config=${configFile}`,
    // What it does not know of that file, it passes over.
    '-promscrape.config.strictParse=false',
    `-storageDataPath=${data}`,
    `-httpListenAddr=${address}`,
    '-loggerLevel=WARN',
  ],
  readyPath: '/health',
  evaluatesRules: false,
  lagSeconds: 30,
};

/**
 * The program that the suites run; undefined where there is none.
 *
 * @throws Error where the variable names no program
 */
export function findStore(): Store | undefined {
  const named = process.env[PROGRAM_VARIABLE];
  if (named && !isExecutable(named)) {
    throw new Error(`${PROGRAM_VARIABLE} is ${named}, which is no program`);
  }
  const file = named || findProgram('prometheus');
  if (!file) {
    return undefined;
  }
  const kind = /victoria/.test(path.basename(file))
    ? VICTORIA_METRICS
    : PROMETHEUS;
  return { ...kind, file };
}
