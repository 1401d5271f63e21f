import type { Clock } from '../clock/Clock';

/** Does things at their moment, which may be past already: traffic is drawn a step at a time. */
export class Timeline {
  constructor(private readonly clock: Clock) {}

  /** At once where that moment is past, else when it comes. */
  at(time: number, run: (now: number) => void): void {
    const wait = time - this.clock.now();
    if (wait <= 0) {
      run(time);
    } else {
      this.clock.after(wait, () => run(time));
    }
  }
}
