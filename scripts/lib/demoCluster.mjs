import path from 'node:path';
import readline from 'node:readline';
import { root } from './install.mjs';

export const demoDirectory = path.join(root, '.run', 'demo');

/**
 * Starts the demo clusters on a port and the next one, and waits until they serve.
 *
 * @returns what they print when ready: addresses, tokens and the path of a kubeconfig
 */
export function startDemoClusters(children, port = 9443) {
  const child = children.start(
    process.execPath,
    [
      '--import',
      'tsx',
      'packages/demo-cluster/src/cli.ts',
      '--run-dir',
      demoDirectory,
      '--port',
      String(port),
      // The first minutes are calm; this shows the troubles from the start.
      '--warm-up',
      '300',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return new Promise(resolve => {
    readline.createInterface({ input: child.stdout }).on('line', line => {
      if (line.startsWith('{"ready":')) {
        resolve(JSON.parse(line));
      } else {
        console.log(line);
      }
    });
  });
}
