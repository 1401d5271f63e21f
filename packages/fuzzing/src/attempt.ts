/** What came of an attempt: a value, or the refusal that was expected. @internal */
export type Attempt<T> =
  | { value: T; refused?: undefined }
  | { value?: undefined; refused: Error };

/**
 * Does something that may refuse its input, in one way alone.
 *
 * @throws whatever else was thrown
 * @internal
 */
export function attempt<T>(
  action: () => T,
  refusal: abstract new (...of: never[]) => Error,
): Attempt<T> {
  try {
    return { value: action() };
  } catch (error) {
    if (error instanceof refusal) {
      return { refused: error };
    }
    throw error;
  }
}
