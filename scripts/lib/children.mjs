import { spawn } from 'node:child_process';
import { root, toolEnvironment } from './install.mjs';

const windows = process.platform === 'win32';
const GRACE_MS = 5000;

/**
 * Runs child processes that live and die with this one: each leads a process group of its own, so that what it starts in turn is ended too.
 */
export class Children {
  #started = [];
  #ending;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => this.end(0));
    }
  }

  /** Starts a program. If it ends by itself, everything ends with its exit code. */
  start(command, args, { env, cwd = root, stdio = 'inherit' } = {}) {
    const child = spawn(command, args, {
      cwd,
      stdio,
      env: toolEnvironment(env),
      detached: !windows,
      shell: windows,
    });
    this.#started.push(child);
    child.on('error', error => {
      console.error(`${command} could not be started: ${error.message}`);
      this.end(1);
    });
    child.on('exit', code => this.end(code ?? 1));
    return child;
  }

  /** Ends all children and what they started, politely first, and then this process. */
  end(exitCode) {
    this.#ending ??= this.#endAll(exitCode);
    return this.#ending;
  }

  async #endAll(exitCode) {
    const deadline = Date.now() + GRACE_MS;
    let left = this.#started.filter(child => signalGroup(child, 'SIGTERM'));
    while (left.length > 0 && Date.now() < deadline) {
      await new Promise(resolve => setTimeout(resolve, 50));
      left = left.filter(child => signalGroup(child, 0));
    }
    left.forEach(child => signalGroup(child, 'SIGKILL'));
    process.exit(exitCode);
  }
}

/**
 * Signals a child and all that it started, which may outlive it.
 *
 * @returns whether any of them lives
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) {
    return false;
  }
  try {
    return process.kill(windows ? child.pid : -child.pid, signal);
  } catch (error) {
    if (error.code === 'ESRCH') {
      return false;
    }
    throw error;
  }
}
