import * as nodeModule from 'node:module';

/**
 * Backstage asks for version 12 of better-sqlite3, which has to be compiled and ends the process on Node.js 24.19 and later. Version 13
 * brings its binaries along and needs Node.js 22: it is taken where Node.js can be told so, which is from 22.15 on.
 */
export function useSqliteOfThisNode(): void {
  nodeModule.registerHooks?.({
    resolve: (specifier, context, nextResolve) =>
      specifier === 'better-sqlite3'
        ? nextResolve(
            nodeModule
              .createRequire(__filename)
              .resolve('better-sqlite3-prebuilt'),
            context,
          )
        : nextResolve(specifier, context),
  });
}
