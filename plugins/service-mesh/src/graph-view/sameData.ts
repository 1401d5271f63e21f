const NONE: readonly string[] = [];

/**
 * Whether two pieces of plain data say the same.
 *
 * @param apart - fields of the two themselves that do not count
 */
export function sameData(
  a: unknown,
  b: unknown,
  apart: readonly string[] = NONE,
): boolean {
  if (Object.is(a, b)) {
    return true;
  }
  if (
    typeof a !== 'object' ||
    typeof b !== 'object' ||
    a === null ||
    b === null ||
    Array.isArray(a) !== Array.isArray(b)
  ) {
    return false;
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      key =>
        apart.includes(key) ||
        (Object.hasOwn(b, key) &&
          sameData(
            (a as Record<string, unknown>)[key],
            (b as Record<string, unknown>)[key],
          )),
    )
  );
}
