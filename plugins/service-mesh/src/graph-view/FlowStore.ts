import { useCallback, useSyncExternalStore } from 'react';
import type { EdgeView, FrameView, NodeView, RenderModel } from '../graph';
import { sameData } from './sameData';

type View = NodeView | EdgeView | FrameView;

/**
 * What each part of the graph shows. Parts subscribe to themselves alone: an answer with new numbers draws those anew whose numbers
 * differ, and nothing else.
 */
export class FlowStore {
  #views = new Map<string, View>();
  readonly #listeners = new Map<string, Set<() => void>>();
  #changed = new Set<string>();

  /** Takes a model in. Those that watch a part are told by {@link FlowStore.tell}. */
  take({ nodes, edges, frames }: RenderModel): void {
    const views = new Map<string, View>();
    for (const view of [...nodes, ...edges, ...frames]) {
      const before = this.#views.get(view.id);
      if (before && this.#listeners.has(view.id)) {
        if (sameData(before, view)) {
          views.set(view.id, before);
          continue;
        }
        this.#changed.add(view.id);
      }
      views.set(view.id, view);
    }
    this.#views = views;
  }

  tell(): void {
    const changed = this.#changed;
    this.#changed = new Set();
    for (const id of changed) {
      this.#listeners.get(id)?.forEach(listener => listener());
    }
  }

  get(id: string): View | undefined {
    return this.#views.get(id);
  }

  subscribe(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) {
        this.#listeners.delete(id);
      }
    };
  }
}

/** What one part shows; undefined after it went. */
export function useView<T extends View>(
  store: FlowStore,
  id: string,
): T | undefined {
  return useSyncExternalStore(
    useCallback(listener => store.subscribe(id, listener), [store, id]),
    () => store.get(id) as T | undefined,
  );
}
