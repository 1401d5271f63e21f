import { TapEvent } from '@backstage-mesh/plugin-service-mesh-common';

/** Bounds of one viewer's buffer. */
export interface EventBufferLimits {
  events: number;
  /** Of texts in the events, in characters: a bound of memory, not a measure of it. */
  characters: number;
}

/**
 * Events that wait for a viewer. Where they become too many the oldest give way to the newest, and are counted.
 */
export class EventBuffer {
  readonly #limits: EventBufferLimits;
  /** Those before the first are empty. */
  #entries: ({ event: TapEvent; characters: number } | undefined)[] = [];
  #first = 0;
  #characters = 0;
  #dropped = 0;

  constructor(limits: EventBufferLimits) {
    this.#limits = limits;
  }

  push(event: TapEvent): void {
    const characters = measure(event);
    this.#entries.push({ event, characters });
    this.#characters += characters;
    while (
      this.size > this.#limits.events ||
      (this.#characters > this.#limits.characters && this.size > 0)
    ) {
      this.shift();
      this.#dropped += 1;
    }
  }

  shift(): TapEvent | undefined {
    const entry = this.#entries[this.#first];
    if (!entry) {
      return undefined;
    }
    // What was taken is let go of at once: half of a full buffer are many megabytes.
    this.#entries[this.#first] = undefined;
    this.#first += 1;
    this.#characters -= entry.characters;
    if (this.#first * 2 >= this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
    return entry.event;
  }

  get size(): number {
    return this.#entries.length - this.#first;
  }

  /** How many events were lost since this was asked last. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }
}

function measure({ event, ...ends }: TapEvent): number {
  const { requestInit, responseInit, responseEnd } = event;
  const headers = [
    ...(requestInit?.headers ?? []),
    ...(responseInit?.headers ?? []),
    ...(responseEnd?.trailers ?? []),
  ];
  let characters = requestInit
    ? requestInit.path.length + requestInit.authority.length
    : 0;
  for (const { name, value } of headers) {
    characters += name.length + (value?.length ?? 0);
  }
  for (const meta of [ends.sourceMeta, ends.destinationMeta, ends.routeMeta]) {
    for (const [name, value] of Object.entries(meta.labels)) {
      characters += name.length + value.length;
    }
  }
  return characters;
}
