/** Something for each of a few scopes, kept in this browser. What was kept longest ago goes first. */
export interface ScopedMemory<T> {
  get(scope: string): T | undefined;
  /** `undefined` forgets it. */
  set(scope: string, value: T | undefined): void;
}

/**
 * @param key - in the browser's storage
 * @param limits - how many scopes are kept, and of how much together
 * @param sizeOf - how much a value counts
 * @param isValid - anybody may have written into the storage
 */
export function scopedMemory<T>(
  key: string,
  limits: { scopes: number; size: number },
  sizeOf: (value: T) => number,
  isValid: (value: unknown) => value is T,
): ScopedMemory<T> {
  type Entry = [scope: string, value: T];
  const read = (): Entry[] => {
    try {
      const entries: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
      return Array.isArray(entries)
        ? entries.filter(
            (entry): entry is Entry =>
              Array.isArray(entry) &&
              typeof entry[0] === 'string' &&
              isValid(entry[1]),
          )
        : [];
    } catch {
      return [];
    }
  };
  const bounded = (entries: Entry[]): Entry[] => {
    const kept: Entry[] = [];
    let size = 0;
    for (const entry of entries.slice(-limits.scopes).reverse()) {
      size += sizeOf(entry[1]);
      if (size > limits.size) {
        break;
      }
      kept.unshift(entry);
    }
    return kept;
  };
  return {
    get: scope => read().find(([of]) => of === scope)?.[1],
    set(scope, value) {
      const entries = read().filter(([of]) => of !== scope);
      if (value !== undefined) {
        entries.push([scope, value]);
      }
      try {
        localStorage.setItem(key, JSON.stringify(bounded(entries)));
      } catch {
        // a browser without storage, or a full one, forgets with the page
      }
    },
  };
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
