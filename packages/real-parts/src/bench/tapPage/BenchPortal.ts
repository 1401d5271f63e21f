import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { freePorts } from '../../programs/ports';
import { Program } from '../../programs/Program';

const root = path.resolve(
  path.dirname(require.resolve('real-parts/package.json')),
  '../..',
);

/** A build of the app takes about a minute, more on a busy machine. */
const BUILD_MS = 600_000;

const START_MS = 180_000;

/** The portal of this repository on one port, app and backend as in production. */
export class BenchPortal {
  private constructor(
    readonly url: string,
    private readonly program: Program,
  ) {}

  /** Builds the app and starts the backend that serves it, for one cluster of the demo. */
  static async start(options: {
    folder: string;
    cluster: { name: string; url: string; token: string };
    /** Requests per second that one tap may ask the mesh for. */
    maxRps: number;
  }): Promise<BenchPortal> {
    const configs = [
      path.join(root, 'app-config.yaml'),
      await writeConfig(options),
    ].flatMap(config => ['--config', config]);
    await promisify(execFile)(
      process.execPath,
      [
        path.join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
        ...['package', 'build', ...configs],
      ],
      { cwd: path.join(root, 'packages/app'), timeout: BUILD_MS },
    );
    const [port] = await freePorts(1);
    const url = `http://localhost:${port}`;
    const program = await Program.start({
      name: 'the portal',
      file: process.execPath,
      args: [
        '--no-node-snapshot',
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        'src/index.ts',
        ...configs,
      ],
      cwd: path.join(root, 'packages/backend'),
      env: {
        NODE_ENV: 'production',
        APP_PORT: String(port),
        BACKEND_PORT: String(port),
      },
      isReady: () => answers(`${url}/.backstage/health/v1/readiness`),
      withinMs: START_MS,
    });
    return new BenchPortal(url, program);
  }

  stop(): Promise<void> {
    return this.program.stop();
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function writeConfig(
  options: Parameters<typeof BenchPortal.start>[0],
): Promise<string> {
  const { folder, cluster, maxRps } = options;
  const file = path.join(folder, 'app-config.bench.yaml');
  const catalog = (name: string) => ({
    type: 'file',
    target: path.join(root, 'catalog', name),
  });
  await writeFile(
    file,
    stringify({
      auth: {
        providers: {
          demo: {
            users: ['user:default/guest'],
            dangerouslyAllowOutsideDevelopment: true,
          },
        },
      },
      backend: {
        auth: { keys: [{ secret: randomBytes(24).toString('base64') }] },
      },
      catalog: { locations: [catalog('portal.yaml'), catalog('video.yaml')] },
      kubernetes: {
        serviceLocatorMethod: { type: 'multiTenant' },
        clusterLocatorMethods: [
          {
            type: 'config',
            clusters: [
              {
                name: cluster.name,
                url: cluster.url,
                authProvider: 'serviceAccount',
                serviceAccountToken: cluster.token,
                skipMetricsLookup: true,
              },
            ],
          },
        ],
      },
      serviceMesh: { tap: { maxRps } },
    }),
  );
  return file;
}
