/**
 * The right of one instance of the portal to do something for all, for a short time.
 *
 * @internal
 */
export interface Leases {
  /**
   * Takes a lease that nobody holds, or that this instance holds already; then it lasts from now on anew.
   *
   * @returns whether this instance holds it now
   * @throws Error where it can not be learned
   */
  acquire(name: string, forMs: number): Promise<boolean>;
  /** Gives a lease back, if this instance holds it. */
  release(name: string): Promise<void>;
  /** Gives all back, as this instance ends. */
  releaseAll(): Promise<void>;
  /**
   * The time by a clock that all instances share, in milliseconds since the epoch.
   *
   * @throws Error where it can not be learned
   */
  time(): Promise<number>;
}
