/** Numbers that a seed decides: the same seed gives the same numbers, in every run and on every machine. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d = 1;

  constructor(seed: string | number) {
    const text = String(seed);
    this.a = hash(text, 0x9e3779b9);
    this.b = hash(text, 0x85ebca6b);
    this.c = hash(text, 0xc2b2ae35);
    for (let i = 0; i < 12; i++) {
      this.next();
    }
  }

  /** At least 0 and below 1. */
  next(): number {
    const sum = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  }

  /** A whole number, at least 0 and below `limit`. */
  integer(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return probability > 0 && this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.integer(items.length)];
  }

  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  /** How many of something happen where `mean` are expected. */
  poisson(mean: number): number {
    if (mean <= 0) {
      return 0;
    }
    if (mean > 60) {
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    }
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.next(); product > limit; product *= this.next()) {
      count += 1;
    }
    return count;
  }

  /** Another sequence that depends on this seed and a name only. */
  static named(seed: string | number, name: string): Random {
    return new Random(`${seed}/${name}`);
  }
}

const NAME_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** Letters and digits as Kubernetes puts behind a name. */
export function randomSuffix(random: Random, length: number): string {
  let suffix = '';
  for (let i = 0; i < length; i++) {
    suffix += NAME_ALPHABET[random.integer(NAME_ALPHABET.length)];
  }
  return suffix;
}

export function randomUuid(random: Random): string {
  const hex = randomHex(random, 32);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}

export function randomHex(random: Random, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) {
    text += random.integer(16).toString(16);
  }
  return text;
}

function hash(text: string, seed: number): number {
  let h = seed | 0;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
    h = (h << 13) | (h >>> 19);
  }
  return h | 0;
}
