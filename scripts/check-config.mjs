// Checks the committed configuration files against the schemas of all packages.
import { spawnSync } from 'node:child_process';
import { root, toolEnvironment } from './lib/install.mjs';

const combinations = [
  ['app-config.yaml'],
  ['app-config.yaml', 'app-config.demo.yaml'],
];

for (const files of combinations) {
  console.log(`Checking ${files.join(' + ')}`);
  const { status } = spawnSync(
    'backstage-cli',
    ['config:check', '--strict', ...files.flatMap(file => ['--config', file])],
    {
      cwd: root,
      stdio: 'inherit',
      env: toolEnvironment({
        DEMO_CLUSTER_DIR: '/nowhere',
        DEMO_CLUSTER_TOKEN: 'none',
      }),
      shell: process.platform === 'win32',
    },
  );
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}
