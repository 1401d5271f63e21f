// What adopters install with the published packages: `npm run licences` (fails on an unfit one), `npm run audit` (fails on a known severe
// vulnerability, where the registry knows any) and `npm run sbom` (prints a bill of materials, CycloneDX).
//
// All three look at an installation of what the packages depend on, made anew by npm in a folder of its own: that it can be made shows
// too that nothing relies on the `resolutions` of this repository.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { publishedPackages } from './lib/published.mjs';

/** May be shipped beside Apache-2.0 code. */
const FIT = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'Python-2.0',
  'Unicode-3.0',
  'Unlicense',
  'WTFPL',
  'Zlib',
]);

/** Where the manifest names no licence, or in a form of old: what stands in the LICENSE or README of this version, read by a person. */
const READ_BY_HAND = {
  '@httptoolkit/httpolyglot@2.2.2': 'MIT',
  'base64-arraybuffer@0.1.5': 'MIT',
  'busboy@1.6.0': 'MIT',
  'destroyable-server@1.1.1': 'Apache-2.0',
  'express-promise-router@4.1.1': 'MIT',
  'fast-shallow-equal@1.0.0': 'Unlicense',
  'format@0.2.2': 'MIT',
  'passport-strategy@1.0.0': 'MIT',
  'pause@0.0.1': 'MIT',
  'react-universal-interface@0.6.2': 'Unlicense',
  'read-tls-client-hello@1.1.0': 'Apache-2.0',
  'streamsearch@1.1.0': 'MIT',
};

const npm = (cwd, args, options = {}) =>
  spawnSync('npm', args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    shell: process.platform === 'win32',
    ...options,
  });

/** A folder with the lock file of all that the packages need to run. */
function install() {
  const packages = publishedPackages();
  const own = new Set(packages.map(({ manifest }) => manifest.name));
  const dependencies = {};
  for (const { manifest } of packages) {
    Object.assign(
      dependencies,
      Object.fromEntries(
        Object.entries({
          ...manifest.peerDependencies,
          ...manifest.dependencies,
        }).filter(
          // Of what a portal may have or not, only the types of React decide which of its packages fit together.
          ([name]) =>
            !own.has(name) &&
            (name.startsWith('@types/') ||
              !manifest.peerDependenciesMeta?.[name]?.optional),
        ),
      ),
    );
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'service-mesh-shipped-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({
      name: 'service-mesh-for-backstage',
      version: packages[0].manifest.version,
      license: 'Apache-2.0',
      private: true,
      dependencies,
    }),
  );
  execFileSync(
    'npm',
    [
      'install',
      '--loglevel=error',
      '--package-lock-only',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
    ],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    },
  );
  return folder;
}

function lockedPackages(folder) {
  const lock = JSON.parse(
    readFileSync(path.join(folder, 'package-lock.json'), 'utf8'),
  );
  return Object.entries(lock.packages)
    .filter(([place]) => place !== '')
    .map(([place, { version, license }]) => ({
      name: place.split('node_modules/').at(-1),
      version,
      license,
    }));
}

/** An expression of SPDX: one of an `or` is enough, all of an `and` are needed. */
function isFit(expression) {
  const text = expression.replace(/^\(|\)$/g, '');
  if (/ or /i.test(text)) {
    return text.split(/ or /i).some(part => isFit(part.trim()));
  }
  return text.split(/ and /i).every(part => FIT.has(part.trim()));
}

function licences(folder) {
  const packages = lockedPackages(folder);
  const counts = new Map();
  const unfit = [];
  for (const { name, version, license } of packages) {
    const found = license ?? READ_BY_HAND[`${name}@${version}`] ?? 'not named';
    counts.set(found, (counts.get(found) ?? 0) + 1);
    if (!isFit(found)) {
      unfit.push(`${name}@${version}: ${found}`);
    }
  }
  for (const [name, count] of [...counts].sort((a, b) => b[1] - a[1])) {
    console.log(`${String(count).padStart(5)}  ${name}`);
  }
  if (unfit.length > 0) {
    console.error(`\nNot fit to be shipped:\n${unfit.join('\n')}`);
    return 1;
  }
  console.log(`\nAll licences of ${packages.length} packages are fit.`);
  return 0;
}

function audit(folder) {
  const { stdout } = npm(folder, ['audit', '--json', '--audit-level=high']);
  let report = {};
  try {
    report = JSON.parse(stdout);
  } catch {
    // Told below.
  }
  if (!report.metadata?.vulnerabilities) {
    console.log(
      `Nothing is known: the registry does not answer audits (${
        report.message ?? report.error?.summary ?? 'no answer'
      }). Run this again with the public registry.`,
    );
    return process.env.AUDIT_REQUIRED ? 1 : 0;
  }
  const { low, moderate, high, critical } = report.metadata.vulnerabilities;
  console.log(
    `Known vulnerabilities: ${critical} critical, ${high} high, ${moderate} moderate, ${low} low.`,
  );
  for (const { name, severity, range, via } of Object.values(
    report.vulnerabilities,
  )) {
    const titles = via.map(cause => cause.title ?? `by ${cause}`);
    console.log(`${severity}: ${name} ${range}: ${titles.join('; ')}`);
  }
  return high + critical > 0 ? 1 : 0;
}

function sbom(folder) {
  const { stdout, stderr, status } = npm(folder, [
    'sbom',
    '--package-lock-only',
    '--sbom-format=cyclonedx',
    '--sbom-type=application',
    // Packages of Material UI 4 still ask for React 17, and npm would print nothing for that.
    '--legacy-peer-deps',
    '--loglevel=error',
  ]);
  if (status !== 0) {
    console.error(stderr);
    return 1;
  }
  process.stdout.write(stdout);
  return 0;
}

const tasks = { licences, audit, sbom };
const task = tasks[process.argv[2]];
if (!task) {
  console.error(`Say what to do: ${Object.keys(tasks).join(', ')}`);
  process.exit(2);
}
process.exit(task(install()));
