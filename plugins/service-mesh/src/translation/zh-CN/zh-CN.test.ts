import { commonMessages } from '../common';
import { explainMessages } from '../explain';
import { flatten } from '../flatten';
import { keyMessages } from '../keys';
import { meshMessages } from '../mesh';
import { stateMessages } from '../states';
import { statsMessages } from '../stats';
import { tapMessages } from '../tap';
import { timeTravelMessages } from '../timeTravel';
import { topologyMessages } from '../topology';
import { verdictMessages } from '../verdict';
import { serviceMeshTranslationRef } from '../index';
import { commonZhCn } from './common';
import { explainZhCn } from './explain';
import { keysZhCn } from './keys';
import { meshZhCn } from './mesh';
import { statesZhCn } from './states';
import { statsZhCn } from './stats';
import { tapZhCn } from './tap';
import { timeTravelZhCn } from './timeTravel';
import { topologyZhCn } from './topology';
import { verdictZhCn } from './verdict';
import translation from './index';

/** Chinese has one form of number; the forms of English for one thing are never asked for. */
const english = (messages: Parameters<typeof flatten>[0]) =>
  Object.fromEntries(
    Object.entries(flatten(messages)).filter(([key]) => !key.endsWith('_one')),
  );

const placeholders = (text: string) =>
  (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe.each([
  ['common', commonMessages, commonZhCn],
  ['keys', keyMessages, keysZhCn],
  ['states', stateMessages, statesZhCn],
  ['topology', topologyMessages, topologyZhCn],
  ['mesh', meshMessages, meshZhCn],
  ['verdict', verdictMessages, verdictZhCn],
  ['explain', explainMessages, explainZhCn],
  ['stats', statsMessages, statsZhCn],
  ['tap', tapMessages, tapZhCn],
  ['timeTravel', timeTravelMessages, timeTravelZhCn],
])('Simplified Chinese of %s', (_, messages, translated) => {
  const chinese = flatten(translated);

  it('has every message, and none that is not used', () => {
    expect(Object.keys(chinese).sort()).toEqual(
      Object.keys(english(messages)).sort(),
    );
  });

  it('puts the same values into each', () => {
    const different = Object.entries(english(messages))
      .filter(
        ([key, text]) =>
          String(placeholders(chinese[key] ?? '')) !==
          String(placeholders(text)),
      )
      .map(([key]) => key);
    expect(different).toEqual([]);
  });
});

it('is all that the plugin asks for', () => {
  const { getDefaultMessages } = serviceMeshTranslationRef as unknown as {
    getDefaultMessages(): Record<string, string>;
  };
  const missing = Object.keys(
    getDefaultMessages.call(serviceMeshTranslationRef),
  ).filter(key => !key.endsWith('_one') && !translation[key]);
  expect(missing).toEqual([]);
});
