import type { Translate } from '../translation';
import { rememberTexts } from './rememberTexts';

type Write = (key: string, values?: Record<string, string | number>) => string;

const MESSAGES: Record<string, string> = {
  rate: '{{amount}} of {{of}}, {{amount}}!',
  plain: 'no values',
};

/** Like the translations of Backstage: values in their places, and other words for one than for many. */
function writer() {
  const write = jest.fn<string, Parameters<Write>>((key, values = {}) =>
    key === 'workloads'
      ? `${values.count} ${values.count === 1 ? 'workload' : 'workloads'}`
      : MESSAGES[key].replace(/{{(\w+)}}/g, (_, name) => `${values[name]}`),
  );
  const t = rememberTexts(write as unknown as Translate) as unknown as Write;
  return { write, t };
}

describe('rememberTexts', () => {
  it('puts values into their places, and reads each message once', () => {
    const { t, write } = writer();
    expect(t('rate', { amount: '1', of: 2 })).toBe('1 of 2, 1!');
    expect(t('rate', { amount: '$& {{of}}', of: 0 })).toBe(
      '$& {{of}} of 0, $& {{of}}!',
    );
    expect(t('plain')).toBe('no values');
    expect(t('plain')).toBe('no values');
    expect(write).toHaveBeenCalledTimes(2);
  });

  it('leaves the words for a count to the translation, and writes each once', () => {
    const { t, write } = writer();
    expect(t('workloads', { count: 1 })).toBe('1 workload');
    expect(t('workloads', { count: 2 })).toBe('2 workloads');
    expect(t('workloads', { count: 1 })).toBe('1 workload');
    expect(write).toHaveBeenCalledTimes(2);
  });
});
