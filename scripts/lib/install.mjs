import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(fileURLToPath(import.meta.url), '../../..');

const windows = process.platform === 'win32';
const rootPackage = JSON.parse(
  readFileSync(path.join(root, 'package.json'), 'utf8'),
);

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if ([22, 24].includes(major) || (major === 20 && minor >= 19)) {
    return;
  }
  console.error(
    `Node.js ${process.versions.node} is not supported. Install Node.js 22 or 24 (20.19 and later works too), then run this again.`,
  );
  process.exit(1);
}

function npmConfig(key) {
  const value = execFileSync('npm', ['config', 'get', key], {
    cwd: root,
    encoding: 'utf8',
    shell: windows,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  return ['undefined', 'null', ''].includes(value) ? undefined : value;
}

/**
 * What Yarn must be told of npm's configuration: it has a default registry of its own, and does not hand on where Node's headers are
 * (where packages are compiled and the headers can not be downloaded).
 */
export function yarnEnvironment() {
  const registry = npmConfig('registry');
  const nodedir = npmConfig('nodedir');
  return {
    ...(registry && { YARN_NPM_REGISTRY_SERVER: registry }),
    ...(registry?.startsWith('http:') && {
      YARN_UNSAFE_HTTP_WHITELIST: new URL(registry).hostname,
    }),
    ...(nodedir && { npm_config_nodedir: nodedir }),
  };
}

/** Only better-sqlite3 has to be compiled, and only where its newer version can not be taken: see packages/backend/src/sqlite.ts. */
const takesPrebuilt = Number(process.versions.node.split('.')[0]) >= 22;

function isInstalled() {
  const modules = path.join(root, 'node_modules');
  const state = path.join(modules, '.yarn-state.yml');
  const lock = path.join(root, 'yarn.lock');
  return (
    existsSync(state) &&
    statSync(state).mtimeMs >= statSync(lock).mtimeMs &&
    // A newer Node.js may have installed without it.
    (takesPrebuilt || existsSync(path.join(modules, 'better-sqlite3', 'build')))
  );
}

/** Installing through a link would change, and compile for this version of Node.js, what another checkout uses. */
function refuseForeignModules() {
  const modules = path.join(root, 'node_modules');
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error(
      `${modules} is a link to the dependencies of another checkout, and they do not fit this one. Remove the link, then run this again.`,
    );
    process.exit(1);
  }
}

/** Installs what is missing: Yarn comes through npx, so Node.js and npm are enough. */
export function ensureInstalled() {
  checkNode();
  if (isInstalled()) {
    return;
  }
  refuseForeignModules();
  console.log('Installing dependencies. The first time takes a few minutes.');
  const yarn = `@yarnpkg/cli-dist@${rootPackage.packageManager.split('@')[1]}`;
  const { status } = spawnSync(
    'npx',
    [
      '-y',
      yarn,
      'install',
      '--immutable',
      ...(takesPrebuilt ? ['--mode=skip-build'] : []),
    ],
    {
      cwd: root,
      stdio: 'inherit',
      shell: windows,
      env: { ...process.env, ...yarnEnvironment() },
    },
  );
  if (status !== 0) {
    console.error(
      'Installing the dependencies failed; the reason is above. Behind a proxy or with a registry of your own, set it with "npm config set registry" and run this again.',
    );
    process.exit(status ?? 1);
  }
}

/** The environment for programs of the repository: its own binaries first, Yarn among them. */
export function toolEnvironment(extra = {}) {
  const bin = path.join(root, 'node_modules', '.bin');
  return {
    ...process.env,
    PATH: `${bin}${path.delimiter}${process.env.PATH}`,
    ...extra,
  };
}
