import { useRef, useState } from 'react';

/** What an element needs so that nothing moves in it under the pointer or the focus. */
export interface HoldHandlers {
  onPointerEnter(): void;
  onPointerLeave(): void;
  onFocus(): void;
  onBlur(): void;
}

/**
 * Keeps rows in the order that they had when the pointer or the focus came to them; new ones are added at the end. A new order
 * waits until both are elsewhere.
 *
 * @returns the rows, the handlers of the element around them, and a way to let a new order in at once
 */
export function useHeldOrder<T>(
  fresh: readonly T[],
  keyOf: (row: T) => string,
): { rows: readonly T[]; hold: HoldHandlers; release(): void } {
  const [held, setHeld] = useState(false);
  const keys = useRef<string[]>([]);
  let rows = fresh;
  if (held) {
    const place = new Map(keys.current.map((key, index) => [key, index]));
    const placeOf = (row: T) => place.get(keyOf(row)) ?? place.size;
    rows = [...fresh].sort((a, b) => placeOf(a) - placeOf(b));
  } else {
    keys.current = fresh.map(keyOf);
  }
  return {
    rows,
    hold: {
      onPointerEnter: () => setHeld(true),
      onPointerLeave: () => setHeld(false),
      onFocus: () => setHeld(true),
      onBlur: () => setHeld(false),
    },
    release: () => setHeld(false),
  };
}
