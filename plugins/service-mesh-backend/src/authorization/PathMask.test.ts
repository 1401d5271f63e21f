import fc from 'fast-check';
import { PathMask } from './PathMask';

const maskOf = (...maskedPaths: string[]) =>
  new PathMask({ maskedPaths, allowedQueryParameters: ['page', 'sort by'] });

describe('PathMask', () => {
  it.each<[string, string, string]>([
    ['/users/{id}', '/users/42', '/users/{id}'],
    ['/users/{id}', '/users/42/orders/7', '/users/{id}/orders/7'],
    ['/users/{id}', '/Users/42', '/Users/{id}'],
    ['/users/{id}', '/users', '/users'],
    ['/users/{id}', '/v1/users/42', '/v1/users/42'],
    ['/**/users/{id}', '/v1/users/42', '/v1/users/{id}'],
    ['/**/users/{id}', '/users/1/users/2', '/users/{id}/users/{id}'],
    ['/*/users/{id}', '/v1/users/42', '/v1/users/{id}'],
    ['/users/{id}/orders', '/users/42/orders', '/users/{id}/orders'],
    ['/users/{id}/orders', '/users/42/profile', '/users/42/profile'],
    [
      '/users/{id}/orders/{order}',
      '/users/4/orders/7/x',
      '/users/{id}/orders/{order}/x',
    ],
    ['/files/{path...}', '/files/a/b/c', '/files/{path}'],
    ['/files/{path...}', '/files', '/files'],
    ['/**/files/{path...}', '/a/files/b/files/c', '/a/files/{path}'],
    ['/**/{email}', '/a/joe@x.com/b', '/a/{email}/b'],
    ['/**/{email}', '/a/joe%40x.com/b', '/a/{email}/b'],
    ['/**/{number}', '/a/12/b/c3', '/a/{number}/b/c3'],
    ['/**/{number}', '/a/12;v=1/b', '/a/{number}/b'],
    ['/users/{id}', '/;a=b/users/42', '/users/{id}'],
    ['/**/{uuid}', '/a/0af7651916cd43dd8448eb211c80319c', '/a/{uuid}'],
    ['/**/{uuid}', '/a/0AF76519-16cd-43dd-8448-eb211c80319c', '/a/{uuid}'],
  ])('should show by %s of %s only %s', (pattern, path, shown) => {
    expect(maskOf(pattern).show(path)).toBe(shown);
  });

  it.each([
    '//users//42',
    '/./users/42',
    '/x/../users/42',
    '/%75sers/42',
    '/users%2F42',
    '/users;v=1/42',
    '/us%65rs;%/42',
    '/users/42/%2e%2e;%/orders',
    '/users\\42',
    'https://joe:secret@host/users/42',
    '/users/42?page=2&token=42',
    '/users/%34%32#42',
    '/users/42/../orders',
    '/users/42/%2e%2e;a=b/orders',
  ])('should not be misled by %s', path => {
    expect(maskOf('/users/{id}').show(path)).not.toMatch(/42|%34|secret/);
  });

  it.each([
    ['/a?token=1&page=2&x', '/a?page=2'],
    ['/a?token=1', '/a'],
    ['/a?Page=2', '/a'],
    ['/a?sort%20by=x#frag', '/a?sort%20by=x'],
    ['/a?', '/a'],
    ['/a#?page=2', '/a'],
    ['https://host/a?page=2&b=1', 'https://host/a?page=2'],
    ['/a?page=2;token=1', '/a?page=2'],
    ['/a;jsessionid=1/b;c?page=2', '/a/b?page=2'],
    ['/a%3Bjsessionid=1%2Fb', '/a%2Fb'],
    ['https://host/a;jsessionid=1', 'https://host/a'],
    ['*', '*'],
    ['', ''],
  ])(
    'should leave out of %s the parameters that are not allowed',
    (address, shown) => {
      expect(maskOf().show(address)).toBe(shown);
    },
  );

  it.each([
    [['/**/files/{path...}', '/**/{email}', '/files/*/{id}']],
    [['/files/*/{id}', '/**/{email}', '/**/files/{path...}']],
  ])('should mask as much as any of them: %j', patterns => {
    const mask = maskOf(...patterns);
    expect(mask.show('/files/a@b/c@d')).toBe('/files/{path}');
    expect(mask.show('/a@b')).toBe('/{email}');
  });

  it.each<[string, string, boolean]>([
    ['/users/{id}', '/users', true],
    ['/users/{id}', '/users/', true],
    ['/users/{id}', '/users/4', false],
    ['/users/{id}', '/users/42/', false],
    ['/users/{id}', '/x/../users/4', false],
    ['/users/{id}', '/users/42/..', false],
    ['/users/{id}', '/users/42/..;', false],
    ['/users/{id}', '/%75sers/4', false],
    ['/users/{id}', '/orders/4', true],
    ['/users/{id}/orders', '/users/4', false],
    ['/users/{id}/orders', '/users/42/or', false],
    ['/users/{id}/orders', '/users/42/profile', true],
    ['/files/{path...}', '/files/', true],
    ['/files/{path...}', '/files/a', false],
    ['/**/{number}', '/a/b', true],
    ['/**/{number}', '/a/1', false],
    ['/**/{email}', '/a/j', false],
    ['/**/{email}', '/a/j/', true],
    ['/users/{id}', '/orders?token=4', false],
    ['/users/{id}', '/orders;jsessionid=4', false],
    ['/users/{id}', '/orders%3bj', false],
  ])('should say by %s of the filter %s: %s', (pattern, prefix, may) => {
    expect(maskOf(pattern).mayFilterBy(prefix)).toBe(may);
  });

  it.each([
    ['users/{id}', 'begins with /'],
    ['/users', 'masks nothing'],
    ['/users/{id', 'is no part of a pattern'],
    ['/{rest...}/a', 'must be its end'],
    ['/a/**/{id}', 'is no part of a pattern'],
  ])('should refuse the pattern %s', (pattern, message) => {
    expect(() => maskOf(pattern)).toThrow(message);
  });

  it.each([
    '/files',
    '/%2e%2e',
    '/;',
    '//',
    '/users/',
    '@',
    ';',
    '%',
    '?',
    '&',
  ])('should look through a long path of %s in no time', text => {
    const mask = maskOf('/users/{id}', '/**/files/{path...}', '/**/{email}');
    const begun = performance.now();
    mask.show(`/${text.repeat(20_000)}x`);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  const segment = fc.stringMatching(/^[a-zA-Z0-9_.~%@;-]{1,12}$/);

  it('should show of a query nothing but what is allowed', () => {
    fc.assert(
      fc.property(
        fc.webUrl({ withQueryParameters: true, withFragments: true }),
        fc.stringMatching(/^[a-z]{3,8}$/),
        (url, value) => {
          const shown = maskOf().show(
            `${url.split(/[?#]/)[0]}?k=SECRET${value}`,
          );
          expect(shown).not.toContain('SECRET');
        },
      ),
    );
  });

  it('should show parameters of no segment', () => {
    const mask = maskOf('/users/{id}', '/**/{number}');
    fc.assert(
      fc.property(
        fc.array(segment, { maxLength: 3 }),
        fc.constantFrom(';', '%3b', '%3B', ';a=1;'),
        fc.constantFrom('', '/', '%2f', '/12', '/users/1', '?page=1', '#x'),
        (before, separator, after) => {
          const path = `/${before.join('/')}${separator}id=SECRET${after}`;
          expect(mask.show(path)).not.toContain('SECRET');
          expect(
            mask.mayFilterBy(path.slice(0, path.indexOf('SECRET') + 1)),
          ).toBe(false);
        },
      ),
    );
  });

  it('should let out a masked segment of no path, and let nobody filter by one', () => {
    const mask = maskOf('/**/users/{id}', '/files/{path...}');
    fc.assert(
      fc.property(
        fc.array(segment, { maxLength: 3 }),
        fc.array(segment, { maxLength: 3 }),
        fc.constantFrom('users', 'USERS', 'us%65rs', 'users;a=b'),
        (before, after, users) => {
          const path = `/${[...before, users, 'SECRET', ...after].join('/')}`;
          expect(mask.show(path)).not.toContain('SECRET');
          for (
            let length = path.indexOf('SECRET') + 1;
            length <= path.length;
            length++
          ) {
            expect(mask.mayFilterBy(path.slice(0, length))).toBe(false);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('should mask nothing twice, and leave alone what needs no mask', () => {
    const mask = maskOf('/users/{id}', '/**/{email}');
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 5 }), parts => {
        const once = mask.show(`/${parts.join('/')}`);
        expect(mask.show(once)).toBe(once);
      }),
    );
  });
});
