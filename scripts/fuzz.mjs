// `npm run fuzz -- --inputs 1000000`: tries every decoder with so many hostile inputs, one after the other, and prints the seeds.
// `--only tap` picks the decoders whose path holds that; `--seed 42` repeats a run; `--minutes 30` is the most that one may take.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled, root, toolEnvironment } from './lib/install.mjs';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    only: { type: 'string', default: '' },
    minutes: { type: 'string', default: '60' },
  },
});
for (const name of ['inputs', 'seed', 'minutes']) {
  if (!/^[1-9]\d*$/.test(values[name])) {
    console.error(
      `--${name} must be a positive whole number, not ${values[name]}`,
    );
    process.exit(2);
  }
}

function fuzzTests(folder) {
  return readdirSync(folder).flatMap(name => {
    const file = path.join(folder, name);
    if (name === 'node_modules' || name === 'dist') {
      return [];
    }
    if (statSync(file).isDirectory()) {
      return fuzzTests(file);
    }
    return /\.fuzz\.test\.tsx?$/.test(name) ? [path.relative(root, file)] : [];
  });
}

ensureInstalled();
const files = ['plugins', 'packages']
  .flatMap(folder => fuzzTests(path.join(root, folder)))
  .filter(file => file.includes(values.only));
if (files.length === 0) {
  console.error(`No fuzz test has ${JSON.stringify(values.only)} in its path.`);
  process.exit(2);
}

const failed = [];
for (const file of files) {
  const again = `npm run fuzz -- --inputs ${values.inputs} --seed ${values.seed} --only ${file}`;
  console.log(`\n=== ${file}\n    again: ${again}`);
  const { status, error } = spawnSync(
    'backstage-cli',
    [
      'repo',
      'test',
      '--watchAll=false',
      '--runInBand',
      '--coverage=false',
      file,
    ],
    {
      cwd: root,
      stdio: 'inherit',
      timeout: Number(values.minutes) * 60_000,
      env: toolEnvironment({
        FUZZ_INPUTS: values.inputs,
        FUZZ_SEED: values.seed,
      }),
      shell: process.platform === 'win32',
    },
  );
  if (error || status !== 0) {
    failed.push(again);
    if (error) {
      console.error(
        error.code === 'ETIMEDOUT'
          ? `It did not end in ${values.minutes} minutes: an input hangs the decoder, or --minutes is too small.`
          : error.message,
      );
    }
  }
}
console.log(
  `\n${files.length - failed.length} of ${files.length} passed with ${
    values.inputs
  } inputs each, seed ${values.seed}.`,
);
failed.forEach(command => console.log(`failed: ${command}`));
process.exit(failed.length === 0 ? 0 : 1);
