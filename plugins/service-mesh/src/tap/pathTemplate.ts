/** What stands for a part of a path that is another in every request. */
const PLACEHOLDER = '{id}';

const IDS: readonly RegExp[] = [
  // 4711, 12.5, -1
  /^-?\d+(\.\d+)*$/,
  // a UUID, with or without its dashes
  /^\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?$/i,
  // a hash or an object id: hexadecimal, with a digit at least
  /^(?=.*\d)[0-9a-f]{8,}$/i,
  // a ULID
  /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/,
  // a day, or a day and a time
  /^\d{4}-\d{2}-\d{2}([T ].*)?$/,
  // an address of mail
  /^[^@/]+@[^@/]+\.[^@/]+$/,
  // a token: a long run of digits and letters of both cases
  /(?=[\w~-]*\d)(?=[\w~-]*[a-z])(?=[\w~-]*[A-Z])[\w~-]{20,}/,
  // text that somebody typed: names of resources need no escapes
  /%[0-9a-f]{2}/i,
];

/** `order-4711`, `user_90210`: a word that stays, and a number of four digits or more. */
const NUMBERED = /^(.*[A-Za-z][-_.:])\d{4,}$/;

/**
 * The pattern of a path: parts that look like ids become `{id}`, so that requests of one route can be counted together. Careful:
 * versions (`v1`, `oauth2`) and words stay.
 *
 * @param path - with or without a query, which is cut
 */
export function pathTemplate(path: string): string {
  return withoutQuery(path)
    .split('/')
    .map(segment => {
      if (IDS.some(pattern => pattern.test(segment))) {
        return PLACEHOLDER;
      }
      return segment.replace(NUMBERED, `$1${PLACEHOLDER}`);
    })
    .join('/');
}

/** A path without what follows it. */
export function withoutQuery(path: string): string {
  return path.replace(/[?#].*$/s, '');
}
