import type { Clock } from './Clock';

interface Appointment {
  at: number;
  order: number;
  run: () => void;
}

export interface SimulatedClockOptions {
  /** Where simulated time starts, in milliseconds since the epoch. */
  startAt: number;
  /** Simulated seconds per real second. 0 leaves the clock to `advance`. Default 1. */
  speed?: number;
}

/** The real time behind a running clock is looked at this often. */
const HEARTBEAT_MS = 50;

/**
 * A clock with appointments. It runs by itself at a chosen speed, or stands still until somebody advances it; either way the appointments are
 * kept in the order of their times, so that two runs with one seed do the same things in the same order.
 */
export class SimulatedClock implements Clock {
  private readonly speed: number;
  private readonly startedAt: number;
  private readonly realStart = performance.now();
  private readonly heap: Appointment[] = [];
  private order = 0;
  private time: number;
  private heartbeat: NodeJS.Timeout | undefined;

  constructor(options: SimulatedClockOptions) {
    this.speed = options.speed ?? 1;
    this.startedAt = options.startAt;
    this.time = options.startAt;
  }

  now(): number {
    return this.time;
  }

  after(delayMs: number, run: () => void): () => void {
    const appointment: Appointment = {
      at: this.time + Math.max(0, delayMs),
      order: this.order++,
      run,
    };
    this.push(appointment);
    return () => {
      appointment.run = () => {};
    };
  }

  /** Runs a thing again and again. Returns what stops it. */
  every(periodMs: number, run: () => void): () => void {
    let stopped = false;
    let cancel = () => {};
    const next = () => {
      cancel = this.after(periodMs, () => {
        run();
        if (!stopped) {
          next();
        }
      });
    };
    next();
    return () => {
      stopped = true;
      cancel();
    };
  }

  /** Moves simulated time forward, keeping every appointment on the way. */
  advance(milliseconds: number): void {
    const until = this.time + milliseconds;
    for (
      let next = this.heap[0];
      next !== undefined && next.at <= until;
      next = this.heap[0]
    ) {
      this.pop();
      this.time = Math.max(this.time, next.at);
      next.run();
    }
    this.time = until;
  }

  /** Lets the clock follow real time. Does nothing at speed 0. */
  start(): void {
    if (this.speed <= 0 || this.heartbeat) {
      return;
    }
    const offset = this.time - this.startedAt;
    const base = performance.now() - this.realStart;
    this.heartbeat = setInterval(() => {
      const real = performance.now() - this.realStart - base;
      const due = this.startedAt + offset + real * this.speed;
      if (due > this.time) {
        this.advance(due - this.time);
      }
    }, HEARTBEAT_MS);
  }

  stop(): void {
    clearInterval(this.heartbeat);
    this.heartbeat = undefined;
  }

  private push(appointment: Appointment): void {
    const { heap } = this;
    let child = heap.length;
    heap.push(appointment);
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!isBefore(appointment, heap[parent])) {
        break;
      }
      heap[child] = heap[parent];
      child = parent;
    }
    heap[child] = appointment;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) {
      return;
    }
    let parent = 0;
    for (;;) {
      let child = parent * 2 + 1;
      if (child >= heap.length) {
        break;
      }
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) {
        child += 1;
      }
      if (!isBefore(heap[child], last)) {
        break;
      }
      heap[parent] = heap[child];
      parent = child;
    }
    heap[parent] = last;
  }
}

function isBefore(a: Appointment, b: Appointment): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
