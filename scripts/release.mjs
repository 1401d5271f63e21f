// `npm run release`: publishes what `npm run release:version` has prepared. Only shows what it would do without `--publish`.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled, root, toolEnvironment } from './lib/install.mjs';
import { publishedPackages } from './lib/published.mjs';

const publishes = process.argv.includes('--publish');

const run = (command, args, options = {}) => {
  console.log(`$ ${command} ${args.join(' ')}`);
  return execFileSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: toolEnvironment(),
    ...options,
  });
};

function stop(message) {
  console.error(message);
  process.exit(1);
}

ensureInstalled();
const pending = readdirSync(path.join(root, '.changeset')).filter(
  name => name.endsWith('.md') && name !== 'README.md',
);
if (pending.length > 0) {
  stop(
    `There are changes that no version holds yet (.changeset: ${pending.join(
      ', ',
    )}). Run "npm run release:version", look at the changelogs and commit them.`,
  );
}
const changed = run('git', ['status', '--porcelain'], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
});
if (changed.trim() !== '') {
  stop(`A release is made of what is committed, and this is not:\n${changed}`);
}

run('node', ['scripts/check-packages.mjs']);
// Those that others depend on come first.
const order = ['-common', '-node', '-backend', ''];
const packages = publishedPackages().sort(
  (a, b) => place(a.manifest.name) - place(b.manifest.name),
);
for (const { directory, manifest } of packages) {
  if (publishes) {
    // Yarn puts versions in place of `workspace:^`; npm would not.
    run(
      'yarn',
      ['npm', 'publish', '--tolerate-republish', '--access', 'public'],
      {
        cwd: directory,
      },
    );
  } else {
    console.log(`would publish ${manifest.name} ${manifest.version}`);
  }
}
if (publishes) {
  run('changeset', ['tag']);
  console.log('Published. Push the tags: git push --follow-tags');
} else {
  console.log('Nothing was published. To do it: npm run release -- --publish');
}

function place(name) {
  return order.indexOf(name.replace('@backstage-mesh/plugin-service-mesh', ''));
}
