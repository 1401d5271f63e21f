import type { Shortcuts } from './useShortcuts';

/**
 * Space, where it pauses a screen and lets it go on. A button that has the focus takes it for itself.
 *
 * @param paused - what pauses, such as a poll
 */
export function pauseKey(paused: {
  paused: boolean;
  setPaused(paused: boolean): void;
}): Shortcuts {
  return {
    ' '(event) {
      if ((event.target as HTMLElement).tagName !== 'BUTTON') {
        event.preventDefault();
        paused.setPaused(!paused.paused);
      }
    },
  };
}

/**
 * The key that goes to the field where a screen is searched.
 *
 * @param id - of the input element
 */
export function findKey(id: string): Shortcuts {
  return {
    '/'(event) {
      // the field would take the character
      event.preventDefault();
      document.getElementById(id)?.focus();
    },
  };
}
