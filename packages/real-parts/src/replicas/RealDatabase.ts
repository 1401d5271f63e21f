import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { findProgram, isExecutable } from '../programs/findProgram';
import { freePorts } from '../programs/ports';
import { Program } from '../programs/Program';

const execute = promisify(execFile);

/** Debian keeps the programs of each version apart, and off the PATH. */
const DEBIAN_FOLDER = '/usr/lib/postgresql';

/** PostgreSQL does not run as root. */
const NOBODY = 65_534;

/** The folder with initdb and postgres; undefined where there is none. */
export function findPostgres(): string | undefined {
  const initdb = findProgram('initdb');
  if (initdb) {
    return path.dirname(initdb);
  }
  const versions = existsSync(DEBIAN_FOLDER) ? readdirSync(DEBIAN_FOLDER) : [];
  return versions
    .sort((a, b) => Number(b) - Number(a))
    .map(version => path.join(DEBIAN_FOLDER, version, 'bin'))
    .find(folder => isExecutable(path.join(folder, 'initdb')));
}

/** A PostgreSQL of its own. */
export class RealDatabase {
  private constructor(
    /** As `backend.database.connection` has it. */
    readonly connection: {
      host: string;
      port: number;
      user: string;
      password: string;
    },
    private readonly program: Program,
  ) {}

  static async start(options: {
    programs: string;
    folder: string;
  }): Promise<RealDatabase> {
    const [port] = await freePorts(1);
    const folder = path.join(options.folder, 'postgres');
    await mkdir(folder);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) {
      await chmod(options.folder, 0o755);
      await chown(folder, NOBODY, NOBODY);
    }
    const run = (name: string, args: readonly string[]) => {
      const file = path.join(options.programs, name);
      const unprivileged = [
        `--reuid=${NOBODY}`,
        `--regid=${NOBODY}`,
        '--clear-groups',
      ];
      return isRoot
        ? { file: 'setpriv', args: [...unprivileged, file, ...args] }
        : { file, args };
    };
    const data = path.join(folder, 'data');
    const { file, args } = run('initdb', [
      ...['-D', data],
      ...['-U', 'postgres'],
      ...['-A', 'trust'],
    ]);
    await execute(file, args, { cwd: folder });
    const program = await Program.start({
      name: 'PostgreSQL',
      ...run('postgres', [
        ...['-D', data],
        ...['-p', String(port)],
        ...['-h', '127.0.0.1'],
        ...['-k', folder],
      ]),
      cwd: folder,
      isReady: said => said.includes('ready to accept connections'),
    });
    return new RealDatabase(
      { host: '127.0.0.1', port, user: 'postgres', password: '' },
      program,
    );
  }

  stop(): Promise<void> {
    return this.program.stop('SIGINT');
  }
}
