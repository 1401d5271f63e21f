import { useCallback, useMemo, useRef, useState } from 'react';
import {
  Selection,
  readSelection,
  readTexts,
  selectionParameter,
  textsParameter,
} from '../address';
import type { UrlState } from '../hooks';
import type { GraphActions } from './GraphActions';

/** What a person has picked, focused and pinned in a graph: kept in the address, so that a link shows it too. */
export interface GraphChoices {
  actions: GraphActions;
  /** What is open was picked by a key: the focus follows. */
  byKeyboard: boolean;
  /** The node that has the focus, else the one that is open. */
  nodeAtHand(): string | undefined;
}

/**
 * @param takePick - takes what was picked for something else, and says so; then nothing is opened
 */
export function useGraphChoices(
  { get, set }: UrlState,
  takePick?: (selection: Selection) => boolean,
): GraphChoices {
  const [byKeyboard, setByKeyboard] = useState(false);
  const [selectedText, focusId, pinText] = [
    get('selected'),
    get('focus'),
    get('pin'),
  ];
  // every card of a graph listens to the actions: they must not change with each answer
  const take = useRef(takePick);
  take.current = takePick;
  const actions = useMemo<GraphActions>(() => {
    const pinned = new Set(readTexts(pinText));
    return {
      selected: readSelection(selectedText),
      select(selection, keyboard = false) {
        if (!selection || !take.current?.(selection)) {
          setByKeyboard(keyboard);
          set({ selected: selectionParameter(selection) });
        }
      },
      focusId,
      toggleFocus: id => set({ focus: id === focusId ? undefined : id }),
      pinned,
      togglePin(id) {
        const next = new Set(pinned);
        if (!next.delete(id)) {
          next.add(id);
        }
        set({ pin: textsParameter(next) });
      },
    };
  }, [selectedText, focusId, pinText, set]);
  const nodeAtHand = useCallback(() => {
    const { nodeId } =
      (document.activeElement as HTMLElement | null)?.dataset ?? {};
    const { selected } = actions;
    return nodeId ?? (selected?.type === 'node' ? selected.id : undefined);
  }, [actions]);
  return useMemo(
    () => ({ actions, byKeyboard, nodeAtHand }),
    [actions, byKeyboard, nodeAtHand],
  );
}
