import { InputError } from '@backstage/errors';

/** One segment of a pattern. */
export type PatternSegment =
  | { type: 'literal'; text: string }
  | { type: 'any' }
  | {
      type: 'masked';
      name: string;
      /** Only segments that look so; all of them without it. */
      looksSo?: RegExp;
      /** The beginning of a segment that looks so. */
      begins?: RegExp;
    }
  | { type: 'rest'; name: string };

/** Paths of which something is masked. */
export interface PathPattern {
  /** Wherever in a path it fits, and not at its beginning alone. */
  anywhere: boolean;
  segments: readonly PatternSegment[];
}

/** Names that mask only what looks so, for patterns that fit anywhere. */
const SHAPES: Readonly<Record<string, { looksSo: RegExp; begins: RegExp }>> = {
  number: { looksSo: /^\d+$/, begins: /^\d*$/ },
  uuid: {
    looksSo: /^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i,
    begins: /^[0-9a-f-]{0,36}$/i,
  },
  email: { looksSo: /^[^@]+@[^@]+$/, begins: /^/ },
};

/**
 * Reads a pattern such as `/users/{id}`: texts stand for themselves, whatever their case; `*` for any segment; `{name}` for any segment,
 * which is masked; `{number}`, `{uuid}` and `{email}` for one that looks so; `{name...}`, at the end, for all that follows. Paths that go
 * on after the pattern fit too. With `/**` at its beginning it fits anywhere in a path.
 *
 * @throws InputError where it can not be read, or masks nothing
 */
export function parsePathPattern(pattern: string): PathPattern {
  const refuse = (why: string) =>
    new InputError(
      `Invalid configuration: serviceMesh.tap.maskedPaths holds ${JSON.stringify(
        pattern,
      )}, but ${why}`,
    );
  if (!pattern.startsWith('/')) {
    throw refuse('a pattern begins with /, such as /users/{id}');
  }
  const texts = pattern.split('/').filter(text => text !== '');
  const anywhere = texts[0] === '**';
  const segments = texts.slice(anywhere ? 1 : 0).map(text => {
    const segment = parseSegment(text);
    if (!segment) {
      throw refuse(`${JSON.stringify(text)} is no part of a pattern`);
    }
    return segment;
  });
  if (segments.slice(0, -1).some(({ type }) => type === 'rest')) {
    throw refuse('what stands for all that follows must be its end');
  }
  if (!segments.some(({ type }) => type === 'masked' || type === 'rest')) {
    throw refuse('it masks nothing: name a segment in braces, such as {id}');
  }
  return { anywhere, segments };
}

function parseSegment(text: string): PatternSegment | undefined {
  if (text === '*') {
    return { type: 'any' };
  }
  const [, name, rest] = /^\{([a-z][\w-]{0,40})(\.\.\.)?\}$/i.exec(text) ?? [];
  if (name === undefined) {
    return /[{}*?#%;\\]/.test(text)
      ? undefined
      : { type: 'literal', text: text.toLowerCase() };
  }
  return rest
    ? { type: 'rest', name }
    : {
        type: 'masked',
        name,
        ...(Object.hasOwn(SHAPES, name) && SHAPES[name]),
      };
}
