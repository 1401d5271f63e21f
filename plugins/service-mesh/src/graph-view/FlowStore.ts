import { useCallback, useSyncExternalStore } from 'react';
import type { EdgeView, FrameView, NodeView, RenderModel } from '../graph';
import { isUnchanged } from '../graph/partComparison';
import { sameData } from './sameData';

type View = NodeView | EdgeView | FrameView;

/** What is to be seen of a line while nobody reads its numbers. */
export interface LineView
  extends Pick<
    EdgeView,
    'source' | 'target' | 'dash' | 'width' | 'tone' | 'geometry' | 'labelShown'
  > {
  /** Between two moments it changed by no more than noise. */
  faded: boolean;
}

/**
 * What each part of the graph shows. Parts subscribe to themselves alone: an answer with new numbers draws those anew whose numbers
 * differ, of lines only those that look different, and nothing else.
 */
export class FlowStore {
  #views = new Map<string, View | LineView>();
  readonly #listeners = new Map<string, Set<() => void>>();
  #changed = new Set<string>();

  /** Takes a model in. Those that watch a part are told by {@link FlowStore.tell}. */
  take({ nodes, edges, frames }: RenderModel): void {
    const views = new Map<string, View | LineView>();
    const put = (id: string, view: View | LineView) => {
      const before = this.#views.get(id);
      if (before && this.#listeners.has(id)) {
        if (sameData(before, view)) {
          views.set(id, before);
          return;
        }
        this.#changed.add(id);
      }
      views.set(id, view);
    };
    [...nodes, ...edges, ...frames].forEach(view => put(view.id, view));
    edges.forEach(edge => put(lineId(edge.id), lineOf(edge)));
    this.#views = views;
  }

  tell(): void {
    const changed = this.#changed;
    this.#changed = new Set();
    for (const id of changed) {
      this.#listeners.get(id)?.forEach(listener => listener());
    }
  }

  get(id: string): View | LineView | undefined {
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
  return usePart<T>(store, id);
}

/** How a line looks, whatever its numbers are. */
export function useLine(store: FlowStore, id: string): LineView | undefined {
  return usePart<LineView>(store, lineId(id));
}

function usePart<T extends View | LineView>(
  store: FlowStore,
  id: string,
): T | undefined {
  return useSyncExternalStore(
    useCallback(listener => store.subscribe(id, listener), [store, id]),
    () => store.get(id) as T | undefined,
  );
}

function lineId(id: string): string {
  return `line of ${id}`;
}

function lineOf(edge: EdgeView): LineView {
  const { source, target, dash, width, tone, geometry, labelShown } = edge;
  return {
    source,
    target,
    dash,
    width,
    tone,
    geometry,
    labelShown,
    faded: edge.bundle.edges.every(({ compared }) => isUnchanged(compared)),
  };
}
