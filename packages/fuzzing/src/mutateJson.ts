import fc from 'fast-check';
import { HOSTILE_TEXTS } from './hostile';

/** Written out, as some are no values of JavaScript: a number that is too large, a key twice, a key that is a setter. */
const VALUES: readonly string[] = [
  'null',
  'true',
  '0',
  '-1',
  '1.5',
  '1e999',
  '-1e999',
  '123456789012345678901234567890',
  '[]',
  '{}',
  '[null]',
  '[[]]',
  '{"":null}',
  '{"__proto__":{"polluted":"yes"}}',
  '{"a":1,"a":2}',
  `${'['.repeat(2_000)}${']'.repeat(2_000)}`,
  ...HOSTILE_TEXTS.map(text => JSON.stringify(text)),
];

/** Stands for a value in a text that is put in later. It is no part of any recording. */
const PLACE = '\u0001place\u0001';

/**
 * Recorded JSON in which a few values, or names of fields, are replaced by others: it can still be parsed, and is not what was expected.
 *
 * @internal
 */
export function mutatedJson(samples: readonly unknown[]): fc.Arbitrary<string> {
  const texts = samples.map(sample => JSON.stringify(sample));
  return fc
    .tuple(
      fc.nat(texts.length - 1),
      fc.array(
        fc.tuple(
          fc.nat(2 ** 20),
          fc.nat(VALUES.length - 1),
          fc.constantFrom('value', 'value', 'value', 'name', 'drop'),
        ),
        { minLength: 1, maxLength: 4 },
      ),
    )
    .map(([index, changes]) => {
      let root: unknown = JSON.parse(texts[index]);
      const put: string[] = [];
      for (const [at, value, kind] of changes) {
        root = changed(root, at, kind, `${PLACE}${put.length}`);
        put.push(VALUES[value]);
      }
      return put.reduce(
        (text, value, number) =>
          text.replace(JSON.stringify(`${PLACE}${number}`), () => value),
        JSON.stringify(root),
      );
    });
}

interface Slot {
  parent: Record<string, unknown>;
  key: string;
}

function changed(
  root: unknown,
  at: number,
  kind: string,
  place: string,
): unknown {
  const slots: Slot[] = [];
  collect(root, slots);
  if (slots.length === 0) {
    return place;
  }
  const { parent, key } = slots[at % slots.length];
  if (kind === 'value') {
    parent[key] = place;
  } else if (Array.isArray(parent)) {
    parent.splice(Number(key), 1);
  } else {
    const value = parent[key];
    delete parent[key];
    if (kind === 'name') {
      const name = HOSTILE_TEXTS[at % HOSTILE_TEXTS.length];
      Object.defineProperty(parent, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
  }
  return root;
}

function collect(value: unknown, slots: Slot[]): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  const parent = value as Record<string, unknown>;
  for (const key of Object.keys(parent)) {
    slots.push({ parent, key });
    collect(parent[key], slots);
  }
}
