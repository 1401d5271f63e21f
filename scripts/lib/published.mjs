import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';

/** The packages that adopters install, with their manifests. */
export function publishedPackages() {
  const plugins = path.join(root, 'plugins');
  return readdirSync(plugins)
    .map(name => path.join(plugins, name))
    .map(directory => ({
      directory,
      manifest: JSON.parse(
        readFileSync(path.join(directory, 'package.json'), 'utf8'),
      ),
    }))
    .filter(({ manifest }) => !manifest.private);
}

/** The lowest version that a range lets in: `1.9.3` for `^1.9.3 || ^2.0.0`. */
export function oldestOf(range) {
  const [first] = range.split('||');
  const version = /^\s*(?:\^|~|>=)?(\d+\.\d+\.\d+)/.exec(first)?.[1];
  if (!version) {
    throw new Error(
      `The range ${JSON.stringify(range)} names no lowest version`,
    );
  }
  return version;
}
