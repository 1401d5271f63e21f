import type { Translate } from '../translation';

/** Then all are forgotten: numbers make ever new texts. */
const MOST = 20_000;

/**
 * The same texts, each put together once: hundreds of sentences come with every answer, most of them as they were, and putting
 * them together takes longer than drawing them.
 */
export function rememberTexts(t: Translate): Translate {
  const texts = new Map<string, string>();
  const write = t as unknown as (key: string, values?: object) => string;
  const remembered = (
    key: string,
    values?: Readonly<Record<string, string | number>>,
  ) => {
    let id = key;
    for (const name in values) {
      if (Object.hasOwn(values, name)) {
        id += `\n${name}=${values[name]}`;
      }
    }
    let text = texts.get(id);
    if (text === undefined) {
      if (texts.size >= MOST) {
        texts.clear();
      }
      text = write(key, values);
      texts.set(id, text);
    }
    return text;
  };
  return remembered as unknown as Translate;
}
