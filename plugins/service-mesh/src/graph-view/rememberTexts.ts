import type { Translate } from '../translation';

type Values = Readonly<Record<string, string | number>>;

/** A text with places for values: those are the names in between. */
type Template = readonly { text: string; then?: string }[];

/** Stands around the name of a value while its place is looked for. No text that people write has it. */
const BORDER = '\u0001';

/** Then the texts that are kept whole are forgotten: numbers make ever new ones. */
const MOST = 5_000;

/**
 * The same texts, each read from its message once: hundreds of sentences come with every answer, most of them with other numbers, and
 * putting them together anew takes longer than drawing them.
 */
export function rememberTexts(t: Translate): Translate {
  const write = t as unknown as (key: string, values?: Values) => string;
  const templates = new Map<string, Template>();
  const texts = new Map<string, string>();

  /** A count decides which words are written, so such texts are kept as they are. */
  const wholeText = (key: string, values: Values) => {
    let id = key;
    for (const name of Object.keys(values)) {
      id += `\n${name}=${values[name]}`;
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

  const templateOf = (key: string, values: Values | undefined) => {
    let id = key;
    for (const name in values) {
      if (Object.hasOwn(values, name)) {
        id += `\n${name}`;
      }
    }
    let template = templates.get(id);
    if (!template) {
      template = readTemplate(write, key, values);
      templates.set(id, template);
    }
    return template;
  };

  const remembered = (key: string, values?: Values) => {
    if (values && Object.hasOwn(values, 'count')) {
      return wholeText(key, values);
    }
    let text = '';
    for (const part of templateOf(key, values)) {
      text += part.text;
      if (part.then !== undefined) {
        text += values?.[part.then];
      }
    }
    return text;
  };
  return remembered as unknown as Translate;
}

/** Writes a message with the names of its values in their places. */
function readTemplate(
  write: (key: string, values?: Values) => string,
  key: string,
  values: Values | undefined,
): Template {
  const text = write(
    key,
    values &&
      Object.fromEntries(
        Object.keys(values).map(name => [name, `${BORDER}${name}${BORDER}`]),
      ),
  );
  const parts = text.split(BORDER);
  return parts.flatMap((part, index) =>
    index % 2 === 0 ? { text: part, then: parts[index + 1] } : [],
  );
}
