import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { JsonObject } from '@backstage/types';
import { WebSocket } from 'ws';
import { backendConfig, freePort } from './realBackends';

/** A backend compiles itself as it starts. */
const START_MS = 90_000;

/** Backends in processes of their own. */
export interface BackendPrograms {
  /** Starts one with these plugins, in this order; returns its base URL. */
  start(plugins: readonly string[], config: JsonObject): Promise<string>;
  /** Sends the signal of a deployment to end, and waits until it did. */
  stop(): Promise<void>;
  connect(
    baseUrl: string,
    path: string,
    options?: { protocols?: string[]; headers?: Record<string, string> },
  ): WebSocket;
}

/** Ends what a test started after it. */
export function useBackendPrograms(): BackendPrograms {
  const children: ChildProcess[] = [];
  const sockets: WebSocket[] = [];
  const folder = mkdtempSync(path.join(os.tmpdir(), 'service-mesh-backend-'));

  afterEach(() => {
    sockets.splice(0).forEach(socket => socket.terminate());
    children.splice(0).forEach(child => child.kill('SIGKILL'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  return {
    async start(plugins, config) {
      const port = await freePort();
      const file = path.join(folder, `${port}.yaml`);
      // JSON is YAML.
      writeFileSync(
        file,
        JSON.stringify({ ...backendConfig(port), ...config }),
      );
      const child = spawn(
        process.execPath,
        [
          '--no-node-snapshot',
          '--require',
          require.resolve('@backstage/cli/config/nodeTransform.cjs'),
          path.join(__dirname, 'serveBackend.ts'),
          ...['--config', file],
        ],
        {
          env: {
            ...process.env,
            NODE_ENV: 'production',
            NODE_OPTIONS: '',
            PLUGINS: plugins.join(','),
          },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
      children.push(child);
      const baseUrl = `http://127.0.0.1:${port}`;
      await isReady(child, `${baseUrl}/.backstage/health/v1/readiness`);
      return baseUrl;
    },
    async stop() {
      const child = children.pop();
      if (child) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
    },
    connect(baseUrl, route, { protocols, headers } = {}) {
      const socket = new WebSocket(
        `${baseUrl.replace('http', 'ws')}${route}`,
        protocols,
        { headers },
      );
      socket.on('error', () => {});
      sockets.push(socket);
      return socket;
    },
  };
}

async function isReady(child: ChildProcess, url: string): Promise<void> {
  let said = '';
  const listen = (chunk: unknown) => {
    said = `${said}${chunk}`.slice(-4_000);
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  const deadline = Date.now() + START_MS;
  for (;;) {
    const status = await fetch(url).then(
      response => response.status,
      () => 0,
    );
    if (status === 200) {
      return;
    }
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(`The backend did not start:\n${said}`);
    }
    await new Promise(resolve => {
      setTimeout(resolve, 200);
    });
  }
}
