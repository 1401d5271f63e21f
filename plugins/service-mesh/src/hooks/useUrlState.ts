import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';

/** Reads and changes query parameters of the page; an undefined value removes one. */
export interface UrlState {
  get(name: string): string | undefined;
  set(changes: Record<string, string | undefined>): void;
}

/**
 * The part of a screen's state that a person may send to somebody else. Changes replace the history entry: going back
 * leaves the tab and does not undo a selection.
 */
export function useUrlState(): UrlState {
  const [parameters, setParameters] = useSearchParams();
  const get = useCallback(
    (name: string) => parameters.get(name) ?? undefined,
    [parameters],
  );
  const set = useCallback(
    (changes: Record<string, string | undefined>) =>
      setParameters(
        before => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changes)) {
            if (value === undefined || value === '') {
              after.delete(name);
            } else {
              after.set(name, value);
            }
          }
          return after;
        },
        { replace: true },
      ),
    [setParameters],
  );
  return { get, set };
}
