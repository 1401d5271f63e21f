import path from 'node:path';
import { Program } from '../../programs/Program';
import { waitUntil } from '../../programs/waitUntil';

/** A program of this folder in a process of its own, which says one JSON object per line. */
export class BenchProgram {
  private constructor(private readonly program: Program) {}

  static async start(
    file: string,
    args: readonly string[],
  ): Promise<BenchProgram> {
    const root = path.dirname(require.resolve('real-parts/package.json'));
    const folder = path.join(root, 'src/bench/tap');
    return new BenchProgram(
      await Program.start({
        name: file,
        file: process.execPath,
        args: ['--import', 'tsx', path.join(folder, file), ...args],
        isReady: () => true,
      }),
    );
  }

  /** The `nth` thing of this kind that it says, from 0. @throws Error where it ends or takes too long before that */
  async fact<T>(event: string, nth = 0, withinMs = 60_000): Promise<T> {
    return waitUntil<T>(
      `${event} of a program that said: ${this.program.output}`,
      () => {
        const found = this.program.output
          .split('\n')
          .filter(line => line.startsWith(`{"event":"${event}"`))[nth];
        if (!found && !this.program.isRunning) {
          throw new Error(`A program ended: ${this.program.output}`);
        }
        return found === undefined ? undefined : JSON.parse(found);
      },
      { withinMs, everyMs: 10 },
    );
  }

  stop(): Promise<void> {
    return this.program.stop();
  }
}
