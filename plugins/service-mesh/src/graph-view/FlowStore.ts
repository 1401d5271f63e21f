import { useCallback, useSyncExternalStore } from 'react';
import type { EdgeView, FrameView, NodeView, RenderModel } from '../graph';
import { isUnchanged } from '../graph/partComparison';
import { Listeners } from './Listeners';
import { sameData } from './sameData';

type View = NodeView | EdgeView | FrameView;

/** What is to be seen of a line while nobody reads its numbers. */
export interface LineView
  extends Pick<
    EdgeView,
    | 'source'
    | 'target'
    | 'dash'
    | 'width'
    | 'tone'
    | 'faint'
    | 'main'
    | 'labelShown'
  > {
  path: string;
  arrow: string;
  /** Between two moments it changed by no more than noise. */
  faded: boolean;
}

/**
 * What each part of the graph shows. Parts subscribe to themselves alone: an answer with new numbers draws those anew whose numbers
 * differ, of lines only those that look different, and nothing else.
 */
export class FlowStore {
  #views = new Map<string, View>();
  #lines = new Map<string, LineView>();
  readonly #watchedViews = new Listeners();
  readonly #watchedLines = new Listeners();

  /** Takes a model in. Those that watch a part are told by {@link FlowStore.tell}. */
  take({ nodes, edges, frames }: RenderModel): void {
    const views = new Map<string, View>();
    const lines = new Map<string, LineView>();
    for (const list of [nodes, frames, edges]) {
      for (const view of list) {
        views.set(view.id, view);
      }
    }
    for (const id of this.#watchedViews.ids()) {
      const [before, now] = [this.#views.get(id), views.get(id)];
      if (before && now && sameData(before, now)) {
        views.set(id, before);
      } else {
        this.#watchedViews.change(id);
      }
    }
    for (const edge of edges) {
      const before = this.#lines.get(edge.id);
      const now = lineOf(edge);
      const same = before !== undefined && sameLine(before, now);
      lines.set(edge.id, same ? before : now);
      if (!same) {
        this.#watchedLines.change(edge.id);
      }
    }
    this.#views = views;
    this.#lines = lines;
  }

  tell(): void {
    this.#watchedLines.tell();
    this.#watchedViews.tell();
  }

  view(id: string): View | undefined {
    return this.#views.get(id);
  }

  line(id: string): LineView | undefined {
    return this.#lines.get(id);
  }

  watchView(id: string, listener: () => void): () => void {
    return this.#watchedViews.add(id, listener);
  }

  watchLine(id: string, listener: () => void): () => void {
    return this.#watchedLines.add(id, listener);
  }
}

/** What one part shows; undefined after it went. */
export function useView<T extends View>(
  store: FlowStore,
  id: string,
): T | undefined {
  return useSyncExternalStore(
    useCallback(listener => store.watchView(id, listener), [store, id]),
    () => store.view(id) as T | undefined,
  );
}

/** How a line looks, whatever its numbers are. */
export function useLine(store: FlowStore, id: string): LineView | undefined {
  return useSyncExternalStore(
    useCallback(listener => store.watchLine(id, listener), [store, id]),
    () => store.line(id),
  );
}

function lineOf(edge: EdgeView): LineView {
  const { source, target, dash, width, tone, faint, main, labelShown } = edge;
  return {
    source,
    target,
    dash,
    width,
    tone,
    faint,
    main,
    labelShown,
    path: edge.geometry.path,
    arrow: edge.geometry.arrow,
    faded: edge.bundle.edges.every(({ compared }) => isUnchanged(compared)),
  };
}

function sameLine(a: LineView, b: LineView): boolean {
  return (
    a.path === b.path &&
    a.width === b.width &&
    a.arrow === b.arrow &&
    a.tone === b.tone &&
    a.dash === b.dash &&
    a.faint === b.faint &&
    a.main === b.main &&
    a.faded === b.faded &&
    a.labelShown === b.labelShown &&
    a.source === b.source &&
    a.target === b.target
  );
}
