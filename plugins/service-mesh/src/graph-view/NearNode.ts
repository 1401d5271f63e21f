import { useCallback, useSyncExternalStore } from 'react';
import { Listeners } from './Listeners';

/** The node that somebody points at, or has come to by a key. Only lines that begin or end at it are told. */
export class NearNode {
  readonly #listeners = new Listeners();
  #id: string | undefined;

  enter(id: string): void {
    this.#set(id);
  }

  leave(id: string): void {
    if (this.#id === id) {
      this.#set(undefined);
    }
  }

  is(id: string): boolean {
    return this.#id === id;
  }

  watch(id: string, listener: () => void): () => void {
    return this.#listeners.add(id, listener);
  }

  #set(id: string | undefined): void {
    for (const each of [this.#id, id]) {
      if (each !== undefined) {
        this.#listeners.change(each);
      }
    }
    this.#id = id;
    this.#listeners.tell();
  }
}

/** Whether somebody is at one of the two ends of a line. */
export function useNear(
  near: NearNode,
  source: string,
  target: string,
): boolean {
  return useSyncExternalStore(
    useCallback(
      listener => {
        const stops = [source, target].map(id => near.watch(id, listener));
        return () => stops.forEach(stop => stop());
      },
      [near, source, target],
    ),
    () => near.is(source) || near.is(target),
  );
}
