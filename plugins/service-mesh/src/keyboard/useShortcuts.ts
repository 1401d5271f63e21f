import { RefObject, useEffect, useRef } from 'react';
import { useKeyDown } from '../hooks';
import { useKeysSetting } from './keysSetting';

/** What keys do, by the key as the browser names it; letters in lower case. */
export type Shortcuts = Partial<Record<string, (event: KeyboardEvent) => void>>;

/**
 * Runs shortcuts while the focus is inside the element: not while a person types, not with a modifier, and not where keys are
 * switched off. Escape works always.
 */
export function useShortcuts(
  element: RefObject<HTMLElement>,
  shortcuts: Shortcuts,
): void {
  const [on] = useKeysSetting();
  useKeyDown(element, event => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const run = shortcuts[key];
    if (
      run &&
      (on || key === 'Escape') &&
      !event.defaultPrevented &&
      !isTyping(event) &&
      !event.ctrlKey &&
      !event.metaKey &&
      !event.altKey
    ) {
      run(event);
    }
  });
  useEscapeOfNobody(shortcuts.Escape);
}

/** What had the focus may be gone: then the browser's page has it, and what is open must close all the same. */
function useEscapeOfNobody(run: Shortcuts['Escape']): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && event.target === document.body) {
        latest.current?.(event);
      }
    };
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}

function isTyping(event: KeyboardEvent): boolean {
  const { tagName, isContentEditable } = event.target as HTMLElement;
  return isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(tagName);
}
