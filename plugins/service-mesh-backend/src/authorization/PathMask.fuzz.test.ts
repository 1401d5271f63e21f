import fc from 'fast-check';
import { fuzz, HOSTILE_TEXTS, hostileText } from 'fuzzing';
import { PathMask } from './PathMask';

const mask = new PathMask({
  maskedPaths: ['/users/{id}', '/**/files/{path...}', '/**/{email}'],
  allowedQueryParameters: ['page'],
});

/** Addresses of pieces that mean something. */
const address = fc
  .array(
    fc.oneof(
      hostileText(),
      fc.constantFrom(...HOSTILE_TEXTS),
      fc.constantFrom('/', '/', '/users/', '/files/', '?page=', '&', ';', '#'),
      fc.constantFrom('/files', '/%2e%2e', '/;', '//', '@', 'https://', '%'),
    ),
    { maxLength: 6 },
  )
  .map(parts => parts.join(''));

describe('PathMask', () => {
  it(
    'should bear any address, show no more of it when asked again, and let nobody filter by what it does not show',
    fuzz(fc.tuple(address, address), ([before, after]) => {
      const shown = mask.show(`/${before}${after}`);
      expect(mask.show(shown)).toBe(shown);
      const known = `/${before}SECRET`;
      const isShown = mask.show(known).includes('SECRET');
      const mayAsk = mask.mayFilterBy(known.slice(0, -3));
      expect([known, isShown || !mayAsk]).toEqual([known, true]);
    }),
  );
});
