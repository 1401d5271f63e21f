import { mockServices } from '@backstage/backend-test-utils';
import { plainLogger } from './plainLogger';
import { plainText } from './plainText';

describe('plainText', () => {
  it.each([
    ['as it is, é 💥', 'as it is, é 💥'],
    ['one\r\nERROR two', 'one ERROR two'],
    ['\u001b[2Jcleared', '[2Jcleared'],
    ['a\u2028b\u202ec\ud800d', 'a b c d'],
    ['\n ', ''],
  ])('should write %j on one line', (text, expected) => {
    expect(plainText(text)).toBe(expected);
  });

  it('should cut what is long, and halve no character', () => {
    expect(plainText('a'.repeat(9_000))).toHaveLength(500);
    expect(plainText('ab💥', 3)).toBe('ab');
  });
});

describe('plainLogger', () => {
  it.each(['error', 'warn', 'info', 'debug'] as const)(
    'should keep each %s on one line, also of its children',
    level => {
      const child = mockServices.logger.mock();
      const logger = mockServices.logger.mock({ child: () => child });
      plainLogger(logger)[level]('a\nb', { cluster: 'east' });
      plainLogger(logger).child({ cluster: 'east' })[level]('c\u001b[31md');
      expect(logger[level]).toHaveBeenCalledWith('a b', { cluster: 'east' });
      expect(child[level]).toHaveBeenCalledWith('c [31md', undefined);
    },
  );
});
