import path from 'node:path';
import { answersOk } from '../programs/answers';
import { findProgram } from '../programs/findProgram';
import { freePorts } from '../programs/ports';
import { Program } from '../programs/Program';

/** One series of an answer: its labels, and its newest value or its samples. */
export interface PrometheusSeries {
  metric: Record<string, string>;
  value?: [number, string];
  values?: [number, string][];
}

const PROGRAM = 'prometheus';

/**
 * What is lacking for suites with a real Prometheus; undefined where it is there.
 *
 * @throws Error where it is lacking in CI, which is to try everything
 */
export function missingPrometheus(): string | undefined {
  if (findProgram(PROGRAM)) {
    return undefined;
  }
  const missing =
    'It needs the program prometheus on the PATH (Debian: apt-get install prometheus)';
  if (process.env.CI) {
    throw new Error(missing);
  }
  return missing;
}

/** A Prometheus of its own. */
export class RealPrometheus {
  private constructor(
    readonly url: string,
    private readonly program: Program,
  ) {}

  static async start(options: {
    configFile: string;
    folder: string;
  }): Promise<RealPrometheus> {
    const [port] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    const program = await Program.start({
      name: 'Prometheus',
      file: findProgram(PROGRAM) ?? PROGRAM,
      args: [
        `--config.file=${options.configFile}`,
        `--storage.tsdb.path=${path.join(options.folder, 'prometheus')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=warn',
      ],
      isReady: () => answersOk(`${url}/-/ready`),
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
