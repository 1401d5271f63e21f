import { RefObject, useEffect, useRef } from 'react';

/**
 * Calls `onKeyDown` for keys that are pressed while the focus is inside the element. The element itself takes no part: its
 * buttons do what they do by themselves.
 */
export function useKeyDown(
  element: RefObject<HTMLElement>,
  onKeyDown: (event: KeyboardEvent) => void,
): void {
  const latest = useRef(onKeyDown);
  latest.current = onKeyDown;
  useEffect(() => {
    const target = element.current;
    const listener = (event: KeyboardEvent) => latest.current(event);
    target?.addEventListener('keydown', listener);
    return () => target?.removeEventListener('keydown', listener);
  }, [element]);
}
