import { serviceMeshTranslationRef } from '../index';
import translation from './index';

/** What the plugin asks for, in English. */
const messages = (
  serviceMeshTranslationRef as unknown as {
    getDefaultMessages(): Record<string, string>;
  }
).getDefaultMessages();

/** Chinese has one form of number; the forms of English for one thing are never asked for. */
const asked = Object.keys(messages).filter(key => !key.endsWith('_one'));

const groupOf = (key: string) => key.split('.')[0];
const groups = [...new Set([...asked, ...Object.keys(translation)])]
  .map(groupOf)
  .filter((group, at, all) => all.indexOf(group) === at);

const placeholders = (text: string) =>
  (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe.each(groups)('Simplified Chinese of %s', group => {
  const english = asked.filter(key => groupOf(key) === group);

  it('has every message, and none that is not used', () => {
    expect(
      Object.keys(translation)
        .filter(key => groupOf(key) === group)
        .sort(),
    ).toEqual([...english].sort());
  });

  it('puts the same values into each', () => {
    const different = english.filter(
      key =>
        String(placeholders(translation[key] ?? '')) !==
        String(placeholders(messages[key])),
    );
    expect(different).toEqual([]);
  });
});
