import { useCallback } from 'react';
import { openGroupsParameter } from '../address';
import type { UrlState } from '../hooks';
import type { MapModel } from './useMapModel';

/** Opens and closes the groups of the map, in the address. */
export function useMapGroups(
  { part, open, groupOf }: MapModel,
  set: UrlState['set'],
): {
  toggle(key: string): void;
  /** Opens the group that a node stands in, and picks the node. */
  show(id: string): void;
} {
  const toggle = useCallback(
    (key: string) => {
      const next = new Set(open);
      if (!next.delete(key)) {
        next.add(key);
      }
      set({ open: openGroupsParameter(next) });
    },
    [open, set],
  );
  const show = (id: string) => {
    const node = part.nodes.get(id)?.node;
    const key = node && groupOf?.(node)?.key;
    set({
      selected: `node:${id}`,
      ...(key !== undefined &&
        !open.has(key) && {
          open: openGroupsParameter(new Set([...open, key])),
        }),
    });
  };
  return { toggle, show };
}
