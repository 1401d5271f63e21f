import { InputError } from '@backstage/errors';
import fc from 'fast-check';
import { parseLabelSelector } from './LabelSelector';

const WEB = {
  app: 'web',
  tier: 'front',
  'example.com/team': 'video',
  empty: '',
};

describe('parseLabelSelector', () => {
  it.each([
    ['', true],
    ['app=web', true],
    ['app==web', true],
    [' app = web ', true],
    ['app=api', false],
    ['app!=api', true],
    ['app!=web', false],
    ['missing!=x', true],
    ['app in (web, api)', true],
    ['app in (api)', false],
    ['app notin (api,db)', true],
    ['app notin (web)', false],
    ['missing notin (x)', true],
    ['app', true],
    ['missing', false],
    ['!missing', true],
    ['!app', false],
    ['app=web,tier=front', true],
    ['app=web,tier=back', false],
    ['example.com/team in (video),!missing,app', true],
    ['empty=', true],
    ['empty in (a,)', true],
    ['app=', false],
    ['in', false],
    ['in=in', false],
  ])('should match %j: %s', (text, expected) => {
    expect(parseLabelSelector(text).matches(WEB)).toBe(expected);
  });

  it('should not take a method of objects for a label', () => {
    expect(parseLabelSelector('constructor').matches({})).toBe(false);
    expect(parseLabelSelector('!toString').matches({})).toBe(true);
  });

  it.each([
    ['app web', '"web" is no operator'],
    ['app in web', '"(" is missing'],
    ['app in (web', '")" is missing'],
    ['app=web,', 'it ends too early'],
    [',', 'unexpected ","'],
    ['!', 'it ends too early'],
    ['=web', 'unexpected "="'],
    ['app>5', '">" is no operator'],
    ['-app=web', '"-app" is no name of a label'],
    ['Example.com/x=y', '"Example.com/x" is no name of a label'],
    ['a/b/c=y', '"a/b/c" is no name of a label'],
    ['app=we{b', '"we{b" is no value of a label'],
    ['app="web"', '"\\"web\\"" is no value of a label'],
    [`app=${'x'.repeat(64)}`, 'is no value of a label'],
    [`${'x'.repeat(5000)}`, 'may have 4096 characters'],
    ['app=a b', 'unexpected "b"'],
    ['app = = web', 'unexpected "="'],
  ])('should refuse %j', (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(message);
  });

  it('should name the selector in what it says', () => {
    expect(() => parseLabelSelector('app in web')).toThrow(
      'Invalid label selector "app in web"',
    );
  });

  it('should either read or refuse any text, and never more', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab=!,() inot/.-\n"é') }),
        text => {
          const read = () => {
            try {
              parseLabelSelector(text).matches(WEB);
              return 'read';
            } catch (error) {
              return error instanceof InputError ? 'refused' : error;
            }
          };
          expect(['read', 'refused']).toContain(read());
        },
      ),
    );
  });
});
