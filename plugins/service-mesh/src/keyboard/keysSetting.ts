import { useSyncExternalStore } from 'react';

const MEMORY = 'service-mesh.keys';

const listeners = new Set<() => void>();

/** What was chosen on this page, where the browser keeps nothing. */
let choice: boolean | undefined;

function read(): boolean {
  if (choice !== undefined) {
    return choice;
  }
  try {
    return localStorage.getItem(MEMORY) !== 'off';
  } catch {
    return true;
  }
}

function write(on: boolean): void {
  choice = on;
  try {
    localStorage.setItem(MEMORY, on ? 'on' : 'off');
  } catch {
    // a browser without storage forgets the choice with the page
  }
  listeners.forEach(listener => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether single keys do something, as this person has chosen, and how to change it. Assistive software may need them itself. */
export function useKeysSetting(): [boolean, (on: boolean) => void] {
  return [useSyncExternalStore(subscribe, read), write];
}
