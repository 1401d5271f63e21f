/** Beside control characters: what breaks a line elsewhere, what turns the direction of writing, and halves of characters. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** Longer texts of others are cut. */
const MAX_LENGTH = 500;

/**
 * A text of somebody else, fit for a message or the line of a log: on one line, not long, and without what steers a terminal.
 *
 * @param maxLength - in characters
 */
export function plainText(
  text: string,
  maxLength: number = MAX_LENGTH,
): string {
  // Cut first: what is left is bounded, and half a character at its end is replaced.
  return text.slice(0, maxLength).replace(UNPRINTABLE, ' ').trim();
}
