import { startDemoClusters, type DemoClusters } from '../../demo/DemoClusters';
import { scratchFolder } from '../../programs/scratch';
import { BenchProgram } from './BenchProgram';
import { formatPhases, type Phase } from './phases';

/** What one tap was sent. */
interface Sent {
  /** Events. */
  sent: number;
  seconds: number;
  /** When the events were written (see `Marks`). */
  times: number[];
}

/** A demo cluster behind an API server that repeats what a tap of it says, faster than the cluster would. */
export class BenchUpstream {
  /** As the portal names the cluster. */
  static readonly CLUSTER = 'east';

  private constructor(
    /** A place for files of the measurement; it goes when this stops. */
    readonly folder: string,
    /** Of the API server, without TLS. */
    readonly url: string,
    readonly tokens: DemoClusters['tokens'],
    private readonly program: BenchProgram,
    private readonly release: () => Promise<void>,
  ) {}

  /**
   * @param name - of the measurement, for its folder
   * @param phases - one for each tap that will be opened
   */
  static async start(
    name: string,
    phases: readonly Phase[],
  ): Promise<BenchUpstream> {
    const folder = await scratchFolder(name);
    const demo = await startDemoClusters({
      folder: folder.path,
      worlds: [BenchUpstream.CLUSTER],
      scrapeInterval: '60s',
      warmUpSeconds: 10,
    });
    const program = await BenchProgram.start('upstream.ts', [
      demo.clusters[0].httpUrl,
      formatPhases(phases),
    ]);
    const release = async () => {
      await program.stop();
      await demo.stop();
      await folder.remove();
    };
    try {
      const { url } = await program.fact<{ url: string }>('ready');
      return new BenchUpstream(folder.path, url, demo.tokens, program, release);
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** How long the events are that it repeats, on average. */
  async bytesPerEvent(): Promise<number> {
    const started = await this.program.fact<{ bytesPerEvent: number }>(
      'started',
    );
    return started.bytesPerEvent;
  }

  /** What the `nth` tap was sent, from 0, once it is over. */
  sent(nth = 0, withinMs?: number): Promise<Sent> {
    return this.program.fact<Sent>('ended', nth, withinMs);
  }

  stop(): Promise<void> {
    return this.release();
  }
}
