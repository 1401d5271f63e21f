import { spawn } from 'node:child_process';
import { root, toolEnvironment } from './install.mjs';

const windows = process.platform === 'win32';
const GRACE_MS = 5000;

/**
 * Runs child processes that live and die with this one: each leads a process group of its own, so that what it starts in turn is ended too.
 */
export class Children {
  #running = new Set();
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
    this.#running.add(child);
    child.on('error', error => {
      console.error(`${command} could not be started: ${error.message}`);
      this.#running.delete(child);
      this.end(1);
    });
    child.on('exit', code => {
      this.#running.delete(child);
      this.end(code ?? 1);
    });
    return child;
  }

  /** Ends all children, politely first, and then this process. */
  end(exitCode) {
    this.#ending ??= this.#endAll(exitCode);
    return this.#ending;
  }

  async #endAll(exitCode) {
    for (const child of this.#running) {
      signalGroup(child, 'SIGTERM');
    }
    const deadline = Date.now() + GRACE_MS;
    while (this.#running.size > 0 && Date.now() < deadline) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    for (const child of this.#running) {
      signalGroup(child, 'SIGKILL');
    }
    process.exit(exitCode);
  }
}

function signalGroup(child, signal) {
  try {
    if (windows) {
      child.kill(signal);
    } else {
      process.kill(-child.pid, signal);
    }
  } catch (error) {
    if (error.code !== 'ESRCH') {
      throw error;
    }
  }
}
