/** A piece of an expression, with its place in the text. */
export interface Token {
  type: 'word' | 'operator' | 'open' | 'close';
  text: string;
  start: number;
  end: number;
  /** In quotes: never a keyword or a field. */
  quoted?: boolean;
  /** Its closing quote is missing. */
  unterminated?: boolean;
}

const PATTERN =
  /\s*(?:"([^"]*)("?)|(!=|<=|>=|!~|[=<>~])|([()])|([^\s()"=<>~!]+|!))/y;

/** Cuts an expression into words, operators and brackets. Nothing is refused here: the parser says what is wrong. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  for (
    let match = PATTERN.exec(text);
    match !== null;
    match = PATTERN.exec(text)
  ) {
    const [whole, quoted, closing, operator, bracket, word] = match;
    const end = PATTERN.lastIndex;
    const start = match.index + whole.length - whole.trimStart().length;
    const place = { start, end };
    if (quoted !== undefined) {
      tokens.push({
        type: 'word',
        text: quoted,
        ...place,
        quoted: true,
        ...(closing === '' && { unterminated: true }),
      });
    } else if (operator) {
      tokens.push({ type: 'operator', text: operator, ...place });
    } else if (bracket) {
      tokens.push({
        type: bracket === '(' ? 'open' : 'close',
        text: bracket,
        ...place,
      });
    } else {
      tokens.push({ type: 'word', text: word, ...place });
    }
  }
  return tokens;
}
