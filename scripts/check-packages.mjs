// `npm run check-packages`: packs the published packages and looks into the tarballs: what npm would get, and nothing else.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureInstalled, root, toolEnvironment } from './lib/install.mjs';
import { publishedPackages } from './lib/published.mjs';

/** Nothing else belongs into a tarball. */
const SHIPPED =
  /^(LICENSE|README\.md|CHANGELOG\.md|package\.json|config\.d\.ts|config\.schema\.json|(dist|migrations|recording-rules)\/.+)$/;

/** Files that are built, but are about tests. */
const UNWANTED = /__(fixtures|testUtils)__|\.test\.|setupTests/;

const run = (cwd, command, args) =>
  execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: toolEnvironment(),
  });

const licence = readFileSync(path.join(root, 'LICENSE'), 'utf8');

function problemsOf(directory, tarball) {
  const names = run(root, 'tar', ['tzf', tarball])
    .split('\n')
    .filter(name => name !== '' && !name.endsWith('/'))
    .map(name => name.replace(/^package\//, ''));
  const read = name => run(root, 'tar', ['xzOf', tarball, `package/${name}`]);
  const manifest = JSON.parse(read('package.json'));
  const ranges = Object.entries({
    ...manifest.dependencies,
    ...manifest.peerDependencies,
  });
  const entries = [
    manifest.main,
    manifest.types,
    ...Object.values(manifest.exports ?? {}).flatMap(entry =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    ),
  ]
    // Beside files, an entry of Backstage says what kind of feature it holds.
    .filter(entry => typeof entry === 'string' && !entry.startsWith('@'))
    .map(entry => path.posix.normalize(entry));
  const { repository, publishConfig, license, description, homepage } =
    manifest;
  const checks = [
    ...names
      .filter(name => !SHIPPED.test(name) || UNWANTED.test(name))
      .map(name => [`it holds ${name}`, false]),
    ...entries
      .filter(entry => !names.includes(entry))
      .map(entry => [`its entry ${entry} is not in it`, false]),
    ...ranges
      .filter(([, range]) => /workspace:|file:|link:|\*/.test(range))
      .map(([name, range]) => [`it depends on ${name} ${range}`, false]),
    [
      'its LICENSE is not that of the repository',
      names.includes('LICENSE') && read('LICENSE') === licence,
    ],
    ['it has no README.md', names.includes('README.md')],
    ['its license is not Apache-2.0', license === 'Apache-2.0'],
    ['it has no description or homepage', description && homepage],
    [
      'its repository.directory is not where it is',
      repository?.directory ===
        path.relative(root, directory).split(path.sep).join('/'),
    ],
    [
      'its publishConfig.access is not public',
      publishConfig?.access === 'public',
    ],
    ['it carries resolutions', !manifest.resolutions],
  ];
  return checks.filter(([, holds]) => !holds).map(([problem]) => problem);
}

ensureInstalled();
const scratch = mkdtempSync(path.join(os.tmpdir(), 'service-mesh-tarballs-'));
let failed = 0;
try {
  if (!process.argv.includes('--built')) {
    run(root, 'tsc', []);
  }
  for (const { directory, manifest } of publishedPackages()) {
    const tarball = path.join(scratch, `${path.basename(directory)}.tgz`);
    if (!process.argv.includes('--built')) {
      run(directory, 'backstage-cli', ['package', 'build']);
    }
    run(directory, 'yarn', ['pack', '--out', tarball]);
    const problems = problemsOf(directory, tarball);
    console.log(
      `${manifest.name} ${manifest.version}: ${
        problems.length === 0 ? 'fit to be published' : ''
      }`,
    );
    problems.forEach(problem => console.error(`  ${problem}`));
    failed += problems.length;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exit(failed === 0 ? 0 : 1);
