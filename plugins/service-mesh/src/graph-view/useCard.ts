import {
  RefObject,
  useCallback,
  useLayoutEffect,
  useRef,
  useSyncExternalStore,
} from 'react';
import type { NodeView } from '../graph';
import { useFlowContext } from './FlowContext';
import { nodeLabel } from './nodeLabel';
import {
  REQUEST_NUMBERS,
  isRequestCard,
  sameButNumbers,
} from './requestNumbers';
import { useWords } from './Words';

/** What a card shows. Where nothing but its numbers is new it stays what it was: {@link useLiveNumbers} writes those. */
export function useCard(id: string): NodeView | undefined {
  const { store } = useFlowContext();
  const { thresholds } = useWords();
  const shown = useRef<NodeView>();
  return useSyncExternalStore(
    useCallback(listener => store.watchView(id, listener), [store, id]),
    () => {
      const view = store.view(id) as NodeView | undefined;
      if (
        !view ||
        !shown.current ||
        !sameButNumbers(shown.current, view, thresholds)
      ) {
        shown.current = view;
      }
      return shown.current;
    },
  );
}

/**
 * Writes the numbers of a card, and the sentence that screen readers say, as they come. Every answer brings hundreds, and drawing
 * the cards around them anew takes far longer than writing them.
 */
export function useLiveNumbers(
  card: RefObject<HTMLElement>,
  view: NodeView,
): void {
  const { store } = useFlowContext();
  const { t, n } = useWords();
  const written = useRef<NodeView>();
  const { id } = view;
  const live = isRequestCard(view);
  // after each time that the card was drawn: its cells may be others
  useLayoutEffect(() => {
    const element = card.current;
    if (!element || !live) {
      written.current = undefined;
      return undefined;
    }
    const cells = [...element.querySelectorAll<HTMLElement>('[data-number]')];
    const write = () => {
      const now = store.view(id) as NodeView | undefined;
      if (!now) {
        return;
      }
      written.current = now;
      const { stats } = now.graphNode.node;
      for (const cell of cells) {
        const name = cell.dataset.number as keyof typeof REQUEST_NUMBERS;
        writeText(cell, REQUEST_NUMBERS[name](stats, n));
      }
      element.setAttribute('aria-label', nodeLabel(now.graphNode, t, n));
    };
    // what was drawn may be older than what was written
    if (written.current || store.view(id) !== view) {
      write();
    }
    return store.watchView(id, () => {
      if (store.view(id) !== written.current) {
        write();
      }
    });
  });
}

/** In the same text node: another one would be laid out anew. */
function writeText(cell: HTMLElement, text: string): void {
  const { firstChild } = cell;
  if (!firstChild) {
    cell.textContent = text;
  } else if (firstChild.nodeValue !== text) {
    firstChild.nodeValue = text;
  }
}
