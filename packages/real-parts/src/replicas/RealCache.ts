import { findProgram } from '../programs/findProgram';
import { freePorts } from '../programs/ports';
import { Program } from '../programs/Program';

/** Either speaks the same protocol; Debian has the one or the other. */
const PROGRAMS = ['valkey-server', 'redis-server'];

/** The program of a cache server; undefined where there is none. */
export function findCacheServer(): string | undefined {
  return PROGRAMS.map(findProgram).find(file => file !== undefined);
}

/** A Valkey or Redis of its own, that keeps nothing. */
export class RealCache {
  private constructor(
    readonly port: number,
    private readonly program: Program,
  ) {}

  static async start(options: {
    program: string;
    folder: string;
    /** Free without it. */
    port?: number;
  }): Promise<RealCache> {
    const [free] = await freePorts(1);
    const { port = free } = options;
    const program = await Program.start({
      name: 'the cache server',
      file: options.program,
      args: [
        ...['--port', String(port)],
        ...['--bind', '127.0.0.1'],
        ...['--save', ''],
        ...['--appendonly', 'no'],
        ...['--dir', options.folder],
      ],
      isReady: said => /ready to accept connections/i.test(said),
    });
    return new RealCache(port, program);
  }

  /** As `backend.cache.connection` has it. */
  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  stop(): Promise<void> {
    return this.program.stop();
  }
}
