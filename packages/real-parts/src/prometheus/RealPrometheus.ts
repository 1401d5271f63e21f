import path from 'node:path';
import { answersOk } from '../programs/answers';
import { freePorts } from '../programs/ports';
import { Program } from '../programs/Program';
import { findStore } from './stores';

/** One series of an answer: its labels, and its newest value or its samples. */
export interface PrometheusSeries {
  metric: Record<string, string>;
  value?: [number, string];
  values?: [number, string][];
}

const MISSING =
  'It needs the program prometheus on the PATH (Debian: apt-get install prometheus)';

/**
 * What is lacking for suites with a real Prometheus; undefined where it is there.
 *
 * @throws Error where it is lacking in CI, which is to try everything
 */
export function missingPrometheus(): string | undefined {
  if (findStore()) {
    return undefined;
  }
  if (process.env.CI) {
    throw new Error(MISSING);
  }
  return MISSING;
}

/** As `missingPrometheus`, for suites whose rules it evaluates. */
export function missingRuler(): string | undefined {
  const store = findStore();
  return store && !store.evaluatesRules
    ? `${store.name} evaluates no recording rules by itself`
    : missingPrometheus();
}

/** A Prometheus of its own, or a store that speaks its API. */
export class RealPrometheus {
  private constructor(
    readonly url: string,
    private readonly program: Program,
  ) {}

  static async start(options: {
    configFile: string;
    folder: string;
  }): Promise<RealPrometheus> {
    const store = findStore();
    if (!store) {
      throw new Error(MISSING);
    }
    const { name, file, readyPath } = store;
    const [port] = await freePorts(1);
    const address = `127.0.0.1:${port}`;
    const url = `http://${address}`;
    const program = await Program.start({
      name,
      file,
      args: store.args({
        configFile: options.configFile,
        data: path.join(options.folder, 'prometheus'),
        address,
      }),
      isReady: () => answersOk(`${url}${readyPath}`),
    });
    return new RealPrometheus(url, program);
  }

  /** Asks it without the plugin. */
  async query(promql: string, atMs?: number): Promise<PrometheusSeries[]> {
    const response = await fetch(`${this.url}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({
        query: promql,
        ...(atMs !== undefined && { time: (atMs / 1000).toFixed(3) }),
      }),
    });
    const answer = await response.json();
    if (answer.status !== 'success') {
      throw new Error(`Prometheus answered ${promql}: ${answer.error}`);
    }
    return answer.data.result;
  }

  stop(): Promise<void> {
    return this.program.stop();
  }
}
