import { createRequire } from 'node:module';

/**
 * Backstage asks for version 12 of better-sqlite3, which has to be compiled and ends the process on Node.js 24.19 and later. Version 13
 * brings its binaries along and needs Node.js 22: there it stands in for the other one.
 */
export function useSqliteOfThisNode(): void {
  if (Number(process.versions.node.split('.')[0]) < 22) {
    return;
  }
  const load = createRequire(__filename);
  const prebuilt = load.resolve('better-sqlite3-prebuilt');
  load(prebuilt);
  load.cache[load.resolve('better-sqlite3')] = load.cache[prebuilt];
}
