// Version 12, which Backstage asks for, ends the process on Node.js 24.19 and later; 13 needs Node.js 22.
jest.mock('better-sqlite3', () =>
  jest.requireActual(
    Number(process.versions.node.split('.')[0]) < 22
      ? 'better-sqlite3'
      : 'better-sqlite3-prebuilt',
  ),
);
