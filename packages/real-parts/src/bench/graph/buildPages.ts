import { build, type BuildOptions } from 'esbuild';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.resolve(
  path.dirname(require.resolve('real-parts/package.json')),
  '../..',
);
const plugin = path.join(root, 'plugins/service-mesh');

/** What the plugin asks for as its worker. */
const WORKER = '@backstage-mesh/plugin-service-mesh/layout-worker';

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
};

/** Builds both pages as they are shipped, with the same React and for production, and serves them. */
export async function servePages(
  folder: string,
): Promise<{ url: string; stop(): Promise<void> }> {
  const common: BuildOptions = {
    bundle: true,
    minify: true,
    outdir: folder,
    jsx: 'automatic',
    define: {
      'process.env.NODE_ENV': '"production"',
      'process.env': '{}',
      global: 'globalThis',
    },
    loader: { '.svg': 'dataurl', '.png': 'dataurl', '.woff2': 'dataurl' },
    logLevel: 'error',
  };
  await build({
    ...common,
    format: 'esm',
    external: [WORKER],
    entryPoints: {
      // an app brings the tokens of its theme
      theme: require.resolve('@backstage/ui/css/styles.css', {
        paths: [plugin],
      }),
      graph: path.join(plugin, 'dev/bench/graph.tsx'),
      patternfly: path.join(
        root,
        'packages/real-parts/src/bench/graph/patternflyPage.tsx',
      ),
    },
  });
  await build({
    ...common,
    format: 'iife',
    entryPoints: { worker: path.join(plugin, 'src/layout-worker.ts') },
  });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const name = pathname === `/${WORKER}` ? 'worker.js' : pathname.slice(1);
    const type = TYPES[path.extname(name)];
    if (type === TYPES['.html']) {
      response.setHeader('content-type', type);
      response.end(pageOf(path.basename(name, '.html')));
      return;
    }
    readFile(path.join(folder, path.basename(name))).then(
      content => {
        response.setHeader('content-type', type ?? 'text/plain');
        response.end(content);
      },
      () => {
        response.statusCode = 404;
        response.end();
      },
    );
  });
  return { url: await listen(server), stop: () => close(server) };
}

function pageOf(name: string): string {
  return `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/theme.css"><link rel="stylesheet" href="/${name}.css">
<body data-theme-mode="light" data-theme-name="backstage"><div id="root"></div><script type="module" src="/${name}.js"></script>`;
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise(resolve => server.close(() => resolve()));
}
