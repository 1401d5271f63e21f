import fc from 'fast-check';
import { HOSTILE_TEXTS } from './hostile';

/** Bytes that are borders of numbers, of lengths and of encodings. */
const INTERESTING = [
  '00',
  'ff',
  '7f',
  '80',
  '0a',
  '22',
  'ffffffff',
  '00000080',
  'ffffffffffffffff7f',
  'c080',
  'eda080',
  'f4908080',
].map(hex => Buffer.from(hex, 'hex'));

/** Inputs do not grow beyond this: what is long is tried where it matters. */
const MAX_BYTES = 64 * 1024;

interface Mutation {
  type: 'set' | 'flip' | 'cut' | 'drop' | 'repeat' | 'insert' | 'splice';
  at: number;
  length: number;
  value: number;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  type: fc.constantFrom<Mutation['type']>(
    'set',
    'flip',
    'cut',
    'drop',
    'repeat',
    'insert',
    'splice',
  ),
  at: fc.nat(2 ** 20),
  length: fc.nat(32),
  value: fc.nat(2 ** 16),
});

/**
 * Recorded bytes, damaged in a few places.
 *
 * @internal
 */
export function mutatedBytes(
  samples: readonly Uint8Array[],
): fc.Arbitrary<Uint8Array> {
  const sample = fc.nat(samples.length - 1).map(index => samples[index]);
  return fc
    .tuple(sample, fc.array(mutation, { maxLength: 5 }))
    .map(([bytes, mutations]) =>
      mutations.reduce<Uint8Array>(
        (before, change) => mutate(before, change, samples),
        bytes,
      ),
    );
}

/**
 * Recorded texts, damaged in a few places; what is no UTF-8 any more becomes replacement characters.
 *
 * @internal
 */
export function mutatedText(samples: readonly string[]): fc.Arbitrary<string> {
  return mutatedBytes(samples.map(text => Buffer.from(text))).map(bytes =>
    Buffer.from(bytes).toString('utf8'),
  );
}

function mutate(
  bytes: Uint8Array,
  { type, at, length, value }: Mutation,
  samples: readonly Uint8Array[],
): Uint8Array {
  const start = bytes.length > 0 ? at % bytes.length : 0;
  const end = Math.min(bytes.length, start + length);
  const head = bytes.subarray(0, start);
  const part = bytes.subarray(start, end);
  const tail = bytes.subarray(end);
  switch (type) {
    case 'set':
      return Buffer.concat([
        head,
        Buffer.from([value % 256]),
        bytes.subarray(start + 1),
      ]);
    case 'flip':
      return Buffer.concat([
        head,
        Buffer.from([(bytes[start] ?? 0) ^ (1 << value % 8)]),
        bytes.subarray(start + 1),
      ]);
    case 'cut':
      return head;
    case 'drop':
      return Buffer.concat([head, tail]);
    case 'repeat': {
      const times = Math.min(
        value % 256,
        Math.floor(MAX_BYTES / (part.length + 1)),
      );
      return limited([head, ...Array<Uint8Array>(times).fill(part), tail]);
    }
    case 'insert': {
      const all = INTERESTING.length + HOSTILE_TEXTS.length;
      const index = value % all;
      const inserted =
        INTERESTING[index] ??
        Buffer.from(HOSTILE_TEXTS[index - INTERESTING.length]);
      return limited([head, inserted, bytes.subarray(start)]);
    }
    default: {
      const other = samples[value % samples.length];
      return limited([head, other.subarray(at % (other.length + 1))]);
    }
  }
}

function limited(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts).subarray(0, MAX_BYTES);
}
