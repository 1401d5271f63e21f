import { PathPattern, parsePathPattern, PatternSegment } from './pathPattern';

/** In place of a segment that another one's mask stands for. */
const TAKEN = '';

/** What a segment carries behind its text, as session ids of some servers are: `;jsessionid=1`. */
const PARAMETERS = /(?:;|%3b)(?:(?!%2f|%5c)[^/\\])*/gi;

/** A segment, decoded. */
interface Segment {
  /** With its parameters. */
  whole: string;
  plain: string;
}

/** A path as it is understood. */
interface AskedPath {
  segments: readonly Segment[];
  /** Paths that begin so are meant. */
  isPrefix: boolean;
  /** The last segment may go on. */
  endsOpen: boolean;
}

/**
 * What of a request's path may be seen: segments that name people or things are replaced, parameters of segments and of the query are
 * left out.
 *
 * @internal
 */
export class PathMask {
  readonly #patterns: readonly PathPattern[];
  readonly #parameters: ReadonlySet<string>;

  /**
   * @param options - `maskedPaths`: patterns as {@link parsePathPattern} reads them; `allowedQueryParameters`: names of those that are
   * shown
   * @throws InputError for a pattern that can not be read
   */
  constructor(options: {
    maskedPaths: readonly string[];
    allowedQueryParameters: readonly string[];
  }) {
    // Where several mask the same, the last one counts: that which masks most, whatever the order in which they are written.
    this.#patterns = options.maskedPaths
      .map(parsePathPattern)
      .sort((a, b) => strengthOf(a) - strengthOf(b));
    this.#parameters = new Set(options.allowedQueryParameters);
  }

  /** An address, a path or a whole URL, as it may be seen. */
  show(address: string): string {
    const [, origin = '', path = '', query] =
      /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?/is.exec(
        address,
      ) ?? [];
    const masked = this.#mask(path) ?? path;
    return `${withoutUser(origin)}${masked.replace(PARAMETERS, '')}${
      query === undefined ? '' : this.#allowed(query)
    }`;
  }

  /**
   * Whether a filter for the beginning of paths asks only about what may be seen. What comes through another one would tell whether a
   * guess is right, letter by letter.
   */
  mayFilterBy(prefix: string): boolean {
    return (
      !/[?#;]|%3b/i.test(prefix) &&
      this.#mask(prefix, { isPrefix: true }) === undefined
    );
  }

  /** The path with its masks; undefined where there is nothing to mask. */
  #mask(path: string, options = { isPrefix: false }): string | undefined {
    if (this.#patterns.length === 0) {
      return undefined;
    }
    const { segments, dotted } = segmentsOf(path);
    const asked: AskedPath = {
      segments: segments.map(segment => ({
        whole: decode(segment),
        plain: plainOf(segment),
      })),
      isPrefix: options.isPrefix,
      endsOpen: options.isPrefix && !/(\/|\\|%2f|%5c)$/i.test(path),
    };
    const masks = new Map<number, string>();
    for (const pattern of this.#patterns) {
      markMasked(pattern, asked, masks);
    }
    // What dots take out of a path is not looked at above, and must not be shown either.
    return masks.size === 0 && !dotted
      ? undefined
      : `/${segments
          .map((text, i) => masks.get(i) ?? text)
          .filter(text => text !== TAKEN)
          .join('/')}`;
  }

  #allowed(query: string): string {
    // Some servers end a parameter at a semicolon too.
    const kept = query
      .split(/[&;]/)
      .filter(part => this.#parameters.has(decode(part.split('=')[0])));
    return kept.length === 0 ? '' : `?${kept.join('&')}`;
  }
}

/**
 * As the server behind it will understand the path: empty and dotted segments, also with parameters, and encoded slashes must not hide
 * what is masked.
 */
function segmentsOf(path: string): { segments: string[]; dotted: boolean } {
  const segments: string[] = [];
  let dotted = false;
  for (const segment of path.replace(/%2f|%5c|\\/gi, '/').split('/')) {
    const plain = plainOf(segment);
    if (plain === '..') {
      dotted = true;
      segments.pop();
    } else if (plain === '.') {
      dotted = true;
    } else if (plain !== '') {
      segments.push(segment);
    }
  }
  return { segments, dotted };
}

/** What is left without parameters, in which there may be what can not be decoded. */
function plainOf(segment: string): string {
  return decode(segment.replace(PARAMETERS, ''));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutUser(origin: string): string {
  return origin.replace(/\/\/.*@/s, '//');
}

/** Masks of what looks so are the weakest, those of all that follows the strongest. */
function strengthOf({ segments }: PathPattern): number {
  if (segments.at(-1)?.type === 'rest') {
    return 2;
  }
  return segments.some(each => each.type === 'masked' && !each.looksSo) ? 1 : 0;
}

/** Notes what a pattern masks, at each place where it fits. */
function markMasked(
  pattern: PathPattern,
  path: AskedPath,
  masks: Map<number, string>,
): void {
  const lastStart = pattern.anywhere ? path.segments.length - 1 : 0;
  for (let start = 0; start <= lastStart; start++) {
    const found = masksFrom(start, pattern, path) ?? [];
    for (const [at, text] of found) {
      masks.set(at, text);
    }
    // What follows is masked already, and a path of thousands of segments must not be gone through as often.
    if (found.length > 0 && pattern.segments.at(-1)?.type === 'rest') {
      return;
    }
  }
}

/** What a pattern masks that begins at a segment; undefined where it does not fit. */
function masksFrom(
  start: number,
  pattern: PathPattern,
  path: AskedPath,
): [number, string][] | undefined {
  const found: [number, string][] = [];
  const { length } = path.segments;
  for (const [i, segment] of pattern.segments.entries()) {
    const at = start + i;
    if (at >= length) {
      return path.isPrefix ? found : undefined;
    }
    const isOpen = path.endsOpen && at === length - 1;
    if (!matches(segment, path.segments[at], isOpen)) {
      return undefined;
    }
    if (segment.type === 'masked' || segment.type === 'rest') {
      found.push([at, `{${segment.name}}`]);
    }
    if (segment.type === 'rest') {
      for (let rest = at + 1; rest < length; rest++) {
        found.push([rest, TAKEN]);
      }
    }
  }
  return found;
}

function matches(
  segment: PatternSegment,
  { whole, plain }: Segment,
  isOpen: boolean,
): boolean {
  switch (segment.type) {
    case 'literal': {
      const text = plain.toLowerCase();
      return isOpen ? segment.text.startsWith(text) : segment.text === text;
    }
    case 'masked': {
      const shape = isOpen ? segment.begins : segment.looksSo;
      return !shape || shape.test(whole) || shape.test(plain);
    }
    default:
      return true;
  }
}
