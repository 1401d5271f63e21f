/**
 * A series by its name and labels.
 *
 * @internal
 */
export interface Series {
  metric: string;
  labels: Readonly<Record<string, string>>;
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /[a-zA-Z_][a-zA-Z0-9_]*/y;

const BLANK = /[ \t]*/y;

/**
 * Reads what stands before the value of an exposition line: `name{label="value",…}`.
 *
 * @throws SyntaxError with what is wrong and where
 * @internal
 */
export function parseSeries(text: string): Series {
  const brace = text.indexOf('{');
  const metric = (brace < 0 ? text : text.slice(0, brace)).trim();
  if (!NAME.test(metric)) {
    throw new SyntaxError(`no metric name: ${quote(metric)}`);
  }
  const labels: Record<string, string> = {};
  if (brace < 0) {
    return { metric, labels };
  }
  let at = skip(BLANK, text, brace + 1);
  while (text[at] !== '}') {
    LABEL.lastIndex = at;
    const name = LABEL.exec(text)?.[0];
    if (!name) {
      throw new SyntaxError(`no label name at ${at}: ${quote(text.slice(at))}`);
    }
    at = skip(BLANK, text, at + name.length);
    if (text[at] !== '=') {
      throw new SyntaxError(`no "=" after the label ${name}`);
    }
    at = skip(BLANK, text, at + 1);
    if (text[at] !== '"') {
      throw new SyntaxError(`the value of the label ${name} is not quoted`);
    }
    const end = endOfQuoted(text, at);
    if (end < 0) {
      throw new SyntaxError(`the value of the label ${name} does not end`);
    }
    if (Object.hasOwn(labels, name)) {
      throw new SyntaxError(`the label ${name} stands there twice`);
    }
    Object.defineProperty(labels, name, {
      value: unescape(text.slice(at + 1, end)),
      enumerable: true,
      configurable: true,
      writable: true,
    });
    at = skip(BLANK, text, end + 1);
    if (text[at] === ',') {
      at = skip(BLANK, text, at + 1);
    } else if (text[at] !== '}') {
      throw new SyntaxError(`no "," or "}" after the label ${name}`);
    }
  }
  if (text.slice(at + 1).trim()) {
    throw new SyntaxError(`unexpected ${quote(text.slice(at + 1))}`);
  }
  return { metric, labels };
}

/**
 * A string that is equal for the same series, in whatever order its labels stand.
 *
 * @internal
 */
export function seriesKey({ metric, labels }: Series): string {
  return JSON.stringify([
    metric,
    ...Object.keys(labels)
      .sort()
      .map(name => [name, labels[name]]),
  ]);
}

/**
 * Where the quoted text that begins at `start` ends: the index of its closing quote, or -1.
 *
 * @internal
 */
export function endOfQuoted(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') {
      backslashes += 1;
    }
    if (backslashes % 2 === 0) {
      return end;
    }
    end = text.indexOf('"', end + 1);
  }
  return -1;
}

function unescape(text: string): string {
  if (!text.includes('\\')) {
    return text;
  }
  return text.replace(/\\(.?)/gs, (_, character: string) => {
    switch (character) {
      case 'n':
        return '\n';
      case '"':
      case '\\':
        return character;
      default:
        throw new SyntaxError(`unknown escape \\${character}`);
    }
  });
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.exec(text);
  return pattern.lastIndex;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
