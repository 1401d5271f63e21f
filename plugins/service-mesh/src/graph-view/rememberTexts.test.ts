import type { Translate } from '../translation';
import { rememberTexts } from './rememberTexts';

describe('rememberTexts', () => {
  const write = jest.fn(
    (key: string, values?: object) => `${key} ${JSON.stringify(values)}`,
  );
  const t = rememberTexts(write as unknown as Translate) as unknown as (
    key: string,
    values?: object,
  ) => string;

  it('writes a text once, and another one for other values', () => {
    expect(t('rate', { amount: '1', of: 2 })).toBe(
      'rate {"amount":"1","of":2}',
    );
    expect(t('rate', { amount: '1', of: 2 })).toBe(
      'rate {"amount":"1","of":2}',
    );
    expect(write).toHaveBeenCalledTimes(1);
    expect(t('rate', { amount: '1', of: 3 })).toBe(
      'rate {"amount":"1","of":3}',
    );
    expect(t('rate')).toBe('rate undefined');
    expect(write).toHaveBeenCalledTimes(3);
  });
});
