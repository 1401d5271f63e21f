import { useCallback, useEffect, useRef } from 'react';
import type { Point, RenderModel } from '../graph';

/** Takes what a person drags: a node, or a group by its frame. */
export function useFlowMoves(
  model: RenderModel,
  move: (id: string, by: Point) => void,
) {
  const latest = useRef(model);
  useEffect(() => {
    latest.current = model;
  }, [model]);
  return useCallback(
    (changes: readonly { type: string; id?: string; position?: Point }[]) => {
      for (const { type, id, position } of changes) {
        const view =
          type === 'position' &&
          [...latest.current.nodes, ...latest.current.frames].find(
            each => each.id === id,
          );
        if (view && position) {
          const by = {
            x: position.x - view.box.x,
            y: position.y - view.box.y,
          };
          if (by.x || by.y) {
            move('group' in view ? view.group.id : view.id, by);
          }
        }
      }
    },
    [move],
  );
}
