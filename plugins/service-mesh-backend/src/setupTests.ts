import * as nodeModule from 'node:module';

// Version 12, which Backstage asks for, ends the process on Node.js 24.19 and later; 13 needs Node.js 22.
jest.mock('better-sqlite3', () =>
  'registerHooks' in nodeModule
    ? jest.requireActual('better-sqlite3-prebuilt')
    : jest.requireActual('better-sqlite3'),
);
