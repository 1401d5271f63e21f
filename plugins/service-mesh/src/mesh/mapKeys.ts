import type { GraphChoices } from '../graph-view';
import type { UrlState } from '../hooks';
import type { Shortcuts } from '../keyboard';
import type { MapChoices } from './meshAddress';
import type { MapModel } from './useMapModel';

/** The keys of the map alone. */
export function mapKeys(
  map: Pick<UrlState, 'set'> &
    Omit<GraphChoices, 'byKeyboard'> & {
      choices: MapChoices;
      model: MapModel;
      setHops(hops: number): void;
      /** Gives the focus back to a node after another part of the graph is shown. */
      refocus(id: string): void;
    },
): Shortcuts {
  const { set, choices, actions, nodeAtHand, setHops } = map;
  const { focusId, hops, path, blastId } = choices;
  const { nodes } = map.model.part;
  return {
    t: () => set({ view: choices.view === 'table' ? undefined : 'table' }),
    f() {
      const id = nodeAtHand() ?? focusId;
      if (id && nodes.has(id)) {
        map.refocus(id);
        actions.toggleFocus(id);
      }
    },
    p() {
      const id = nodeAtHand();
      if (id && nodes.has(id)) {
        actions.togglePin(id);
      }
    },
    b() {
      const id = nodeAtHand();
      if (id && nodes.has(id)) {
        set({ blast: id === blastId ? undefined : id, path: undefined });
      }
    },
    '[': () => focusId && setHops(hops - 1),
    ']': () => focusId && setHops(hops + 1),
    Escape() {
      // one layer after the other, the newest first
      if (actions.selected) {
        actions.select(undefined);
      } else if (path) {
        set({ path: undefined });
      } else if (blastId) {
        set({ blast: undefined });
      } else if (focusId) {
        set({ focus: undefined, hops: undefined });
      } else if (choices.namespace) {
        set({ namespace: undefined });
      }
    },
  };
}
