// Packs the four published packages, installs them into a portal outside the workspace, builds that, starts it on the one-port
// production path against the demo clusters, and runs the end-to-end tests on it. What an adopter would get.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Children } from './lib/children.mjs';
import { demoDirectory, startDemoClusters } from './lib/demoCluster.mjs';
import {
  ensureInstalled,
  yarnEnvironment,
  root,
  toolEnvironment,
} from './lib/install.mjs';
import { requireFreePorts, waitForAnswer } from './lib/ports.mjs';

const PORT = 7017;
const published = ['', '-backend', '-common', '-node'].map(suffix => ({
  name: `@backstage-mesh/plugin-service-mesh${suffix}`,
  directory: path.join(root, 'plugins', `service-mesh${suffix}`),
}));

function run(cwd, command, args, env = {}) {
  console.log(`$ ${command} ${args.join(' ')}`);
  execFileSync(command, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: toolEnvironment({ ...yarnEnvironment(), ...env }),
  });
}

const readJson = file => JSON.parse(readFileSync(file, 'utf8'));
const writeJson = (file, value) =>
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);

function pack(directory) {
  const tarballs = path.join(directory, 'tarballs');
  mkdirSync(tarballs);
  run(root, 'tsc', []);
  const files = {};
  for (const { name, directory: source } of published) {
    const file = path.join(tarballs, `${path.basename(source)}.tgz`);
    run(source, 'backstage-cli', ['package', 'build']);
    run(source, 'yarn', ['pack', '--out', file]);
    files[name] = `file:${file}`;
  }
  return files;
}

/** The portal of this repository, with the tarballs in place of the workspace's packages. */
function scaffold(portal, files) {
  for (const name of [
    'app-config.yaml',
    'app-config.demo.yaml',
    'backstage.json',
    'catalog',
    '.yarnrc.yml',
    'yarn.lock',
  ]) {
    cpSync(path.join(root, name), path.join(portal, name), { recursive: true });
  }
  const rootPackage = readJson(path.join(root, 'package.json'));
  writeJson(path.join(portal, 'package.json'), {
    name: 'scratch-portal',
    private: true,
    workspaces: ['packages/*'],
    devDependencies: Object.fromEntries(
      [
        '@backstage/cli',
        '@backstage/cli-defaults',
        '@types/node',
        'typescript',
        '@types/jest',
        'jest',
        '@jest/environment-jsdom-abstract',
        'jsdom',
        'eslint',
      ].map(name => [name, rootPackage.devDependencies[name]]),
    ),
    // The plugins depend on each other by version, and these versions are in no registry yet. What else is pinned is for the tools of the
    // portal: scripts/shipped.mjs installs what the plugins need without.
    resolutions: { ...rootPackage.resolutions, ...files },
    packageManager: rootPackage.packageManager,
  });
  for (const name of ['app', 'backend']) {
    const target = path.join(portal, 'packages', name);
    mkdirSync(target, { recursive: true });
    for (const part of ['src', 'public']) {
      const source = path.join(root, 'packages', name, part);
      try {
        cpSync(source, path.join(target, part), { recursive: true });
      } catch (error) {
        if (error.code !== 'ENOENT') throw error;
      }
    }
    const manifest = readJson(
      path.join(root, 'packages', name, 'package.json'),
    );
    delete manifest.devDependencies;
    for (const dependency of Object.keys(manifest.dependencies)) {
      if (files[dependency]) {
        manifest.dependencies[dependency] = files[dependency];
      }
    }
    writeJson(path.join(target, 'package.json'), manifest);
  }
  writeFileSync(
    path.join(portal, 'app-config.scratch.yaml'),
    [
      'app:',
      `  baseUrl: http://localhost:${PORT}`,
      'backend:',
      `  baseUrl: http://localhost:${PORT}`,
      '  listen:',
      '    host: 127.0.0.1',
      `    port: ${PORT}`,
      '  auth:',
      '    keys:',
      '      - secret: c2NyYXRjaC1wb3J0YWwtb24tbG9vcGJhY2s=',
      'auth:',
      '  providers:',
      '    demo:',
      '      dangerouslyAllowOutsideDevelopment: true',
      '',
    ].join('\n'),
  );
}

function deploy(portal) {
  const configs = [
    '../../app-config.yaml',
    '../../app-config.demo.yaml',
    '../../app-config.scratch.yaml',
  ].flatMap(config => ['--config', config]);
  const demo = {
    DEMO_CLUSTER_DIR: demoDirectory,
    DEMO_CLUSTER_TOKEN: 'none',
  };
  const cli = path.join(portal, 'node_modules', '.bin', 'backstage-cli');
  run(
    path.join(portal, 'packages/app'),
    cli,
    ['package', 'build', ...configs],
    demo,
  );
  run(
    path.join(portal, 'packages/backend'),
    cli,
    ['package', 'build', '--skip-build-dependencies'],
    demo,
  );

  const deployment = path.join(portal, 'deployment');
  mkdirSync(deployment);
  for (const archive of ['skeleton.tar.gz', 'bundle.tar.gz']) {
    run(deployment, 'tar', [
      'xzf',
      path.join(portal, 'packages/backend/dist', archive),
    ]);
  }
  symlinkSync(
    path.join(portal, 'node_modules'),
    path.join(deployment, 'node_modules'),
  );
  cpSync(path.join(portal, 'catalog'), path.join(deployment, 'catalog'), {
    recursive: true,
  });
  for (const name of [
    'app-config.yaml',
    'app-config.demo.yaml',
    'app-config.scratch.yaml',
  ]) {
    // In production the working directory is the root of the deployment, not packages/backend.
    const text = readFileSync(path.join(portal, name), 'utf8');
    writeFileSync(
      path.join(deployment, name),
      text.replaceAll('../../catalog/', './catalog/'),
    );
  }
  return deployment;
}

ensureInstalled();
await requireFreePorts([
  { port: PORT, use: 'the scratch portal' },
  { port: 9443, use: 'the demo cluster east' },
  { port: 9444, use: 'the demo cluster west' },
]);

const scratch = mkdtempSync(path.join(os.tmpdir(), 'service-mesh-packed-'));
const children = new Children();
let exitCode = 1;
try {
  const portal = path.join(scratch, 'portal');
  mkdirSync(portal);
  scaffold(portal, pack(scratch));
  run(portal, 'yarn', ['install', '--no-immutable'], {
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
  });
  // The database driver is no part of what is tried here: it was compiled for the workspace already.
  cpSync(
    path.join(root, 'node_modules/better-sqlite3/build'),
    path.join(portal, 'node_modules/better-sqlite3/build'),
    { recursive: true },
  );
  const deployment = deploy(portal);

  const demo = await startDemoClusters(children);
  children.start(
    process.execPath,
    [
      'packages/backend',
      ...[
        'app-config.yaml',
        'app-config.demo.yaml',
        'app-config.scratch.yaml',
      ].flatMap(config => ['--config', config]),
    ],
    {
      cwd: deployment,
      env: {
        NODE_ENV: 'production',
        DEMO_CLUSTER_DIR: demoDirectory,
        DEMO_CLUSTER_TOKEN: demo.tokens.portal,
      },
    },
  );
  await waitForAnswer(
    `http://127.0.0.1:${PORT}/.backstage/health/v1/readiness`,
  );
  run(
    path.join(root, 'packages/app'),
    'playwright',
    ['test', ...process.argv.slice(2)],
    { PORTAL_URL: `http://localhost:${PORT}` },
  );
  console.log('The packed packages work in a portal of their own.');
  exitCode = 0;
} catch (error) {
  console.error(error);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
await children.end(exitCode);
