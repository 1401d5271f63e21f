import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a program said is kept up to this length, for the message of its failure. */
const KEPT_CHARACTERS = 64_000;

const ENDS_WITHIN_MS = 10_000;

/** A program that runs beside the tests, ended by its own process id. */
export class Program {
  private said = '';
  private ended = false;

  private constructor(private readonly child: ChildProcess) {
    const listen = (text: string) => {
      this.said = (this.said + text).slice(-KEPT_CHARACTERS);
    };
    child.stdout?.setEncoding('utf8').on('data', listen);
    child.stderr?.setEncoding('utf8').on('data', listen);
    child.on('error', error => {
      this.ended = true;
      listen(error.message);
    });
    child.on('exit', () => {
      this.ended = true;
    });
  }

  /** Starts it and waits until `isReady`. @throws Error with what it said, where it ends first or takes too long */
  static async start(options: {
    name: string;
    file: string;
    args: readonly string[];
    cwd?: string;
    /** Beside the environment of this process. */
    env?: Record<string, string>;
    isReady(said: string): boolean | Promise<boolean>;
    withinMs?: number;
  }): Promise<Program> {
    const { name, file, args, cwd, env, isReady, withinMs = 30_000 } = options;
    const program = new Program(
      spawn(file, args, {
        cwd,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    const deadline = Date.now() + withinMs;
    for (;;) {
      if (program.ended) {
        throw new Error(`${name} ended at its start:\n${program.said}`);
      }
      if (await isReady(program.said)) {
        return program;
      }
      if (Date.now() > deadline) {
        await program.stop();
        throw new Error(
          `${name} was not ready within ${withinMs / 1000} s:\n${program.said}`,
        );
      }
      await sleep(100);
    }
  }

  /** The end of what it said until now. */
  get output(): string {
    return this.said;
  }

  get isRunning(): boolean {
    return !this.ended;
  }

  /** Ends it, and returns when it is no more. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.ended) {
      return;
    }
    const gone = new Promise<void>(resolve => {
      this.child.once('exit', () => resolve());
    });
    this.child.kill(signal);
    const force = setTimeout(() => this.child.kill('SIGKILL'), ENDS_WITHIN_MS);
    await gone;
    clearTimeout(force);
  }
}
