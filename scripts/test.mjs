// `npm test`: every test that needs no server of its own. Arguments go to Jest: npm test -- plugins/service-mesh-common
import { spawnSync } from 'node:child_process';
import { ensureInstalled, root, toolEnvironment } from './lib/install.mjs';

ensureInstalled();
const { status } = spawnSync(
  'backstage-cli',
  ['repo', 'test', '--watchAll=false', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: toolEnvironment(),
    shell: process.platform === 'win32',
  },
);
process.exit(status ?? 1);
