import fc from 'fast-check';

/**
 * Texts that mean something to somebody: to a shell, a browser, a log, PromQL, a URL, an object of JavaScript.
 *
 * @internal
 */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  '\n',
  '\r\nx-injected: 1',
  '\u001b[2J',
  '\u2028',
  '\u202e',
  '\ud800',
  '\udfff\ud800',
  '💥',
  'é',
  '"',
  "'",
  '\\',
  '\\"',
  '"} or vector(1) #',
  '.*|.+',
  '(a+)+$',
  '[',
  '}',
  '..',
  '../../etc/passwd',
  '%2e%2e%2f',
  '..%2f..%5c',
  '%00',
  '%',
  '%zz',
  '/',
  '//evil.example',
  // eslint-disable-next-line no-script-url
  'javascript:alert(1)',
  '<script>alert(1)</script>',
  '${7*7}',
  '{{7*7}}',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'NaN',
  '-Inf',
  '1e999',
  '-1',
  '0x10',
  '9'.repeat(400),
  'a'.repeat(5_000),
  'a.'.repeat(2_500),
  '\\'.repeat(3_001),
  ' '.repeat(3_000),
];

/**
 * A text of a few hostile pieces, of letters, or of any characters.
 *
 * @internal
 */
export function hostileText(): fc.Arbitrary<string> {
  return fc.oneof(
    fc
      .array(fc.constantFrom(...HOSTILE_TEXTS), { minLength: 1, maxLength: 3 })
      .map(parts => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ maxLength: 60 }),
    fc
      .tuple(
        fc.stringMatching(/^[a-z0-9.-]{1,12}$/),
        fc.constantFrom(...HOSTILE_TEXTS),
      )
      .map(parts => parts.join('')),
  );
}
