/** What goes wrong with taps. Frames are counted per stream. */
export type TapFault =
  /** The stream opens, and nothing ever comes: not even its head. */
  | { kind: 'silent' }
  /** The tap server is not there: 503 from the API server. */
  | { kind: 'down' }
  /** The viz extension is not installed: 404 from the API server. */
  | { kind: 'absent' }
  /** The tap server answers with an error of its own. */
  | { kind: 'refuse'; message: string }
  /** It announces an error of its own, and never tells it. */
  | { kind: 'stalled-error' }
  /** The API server answers in its place: 429 with the time to wait. */
  | { kind: 'busy'; retryAfterSeconds: number }
  /** Each event comes so many times, and the paths of requests are longer by so many characters. */
  | { kind: 'flood'; copies: number; padding?: number }
  /** The connection breaks behind so many frames, or in the middle of the next one. */
  | { kind: 'cut'; afterFrames: number; midFrame?: boolean }
  /** Behind so many frames comes one that claims to be this long. Default: 4 GB. */
  | { kind: 'oversize'; afterFrames: number; length?: number };

/** Faults of a cluster's tap server, for tests and demonstrations. */
export class TapFaults {
  private fault: TapFault | undefined;
  private readonly streams = new Set<(midFrame: boolean) => void>();

  get current(): TapFault | undefined {
    return this.fault;
  }

  /** For taps that start from now on; undefined heals. */
  set(fault: TapFault | undefined): void {
    this.fault = fault;
  }

  /** Taps that are open now. */
  get openStreams(): number {
    return this.streams.size;
  }

  /** Breaks every open tap, as when the tap server's pod goes away. */
  cutAll(midFrame = false): void {
    for (const cut of [...this.streams]) {
      cut(midFrame);
    }
  }

  /** Returns what takes it out again. */
  register(cut: (midFrame: boolean) => void): () => void {
    this.streams.add(cut);
    return () => {
      this.streams.delete(cut);
    };
  }
}
