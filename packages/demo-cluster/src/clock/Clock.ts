/** Simulated time. Everything that the demo cluster does happens at a moment of this clock, never of the machine's. */
export interface Clock {
  /** Milliseconds since the epoch, simulated. */
  now(): number;
  /** Runs once that much simulated time has passed. Returns what takes it back. */
  after(delayMs: number, run: () => void): () => void;
}

/** The time as Kubernetes writes it: seconds, no fraction. */
export function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
