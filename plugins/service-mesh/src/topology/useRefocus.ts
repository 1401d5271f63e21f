import { RefObject, useCallback, useEffect, useRef } from 'react';

/** Frames that a layout may take before its node is there. */
const FRAMES = 60;

/**
 * Gives the focus back to a node after another graph took the place of the one that it was in.
 *
 * @param answer - changes when another graph comes; undefined until then
 * @param part - changes when another part of it is shown
 * @returns remembers which node has the focus now
 */
export function useRefocus(
  root: RefObject<HTMLElement>,
  answer: unknown,
  part: string | undefined,
): (nodeId: string | undefined) => void {
  const wanted = useRef<string>();
  useEffect(() => {
    const id = wanted.current;
    if (!answer || id === undefined) {
      return undefined;
    }
    let frame = 0;
    let left = FRAMES;
    const look = () => {
      // a person who went elsewhere meanwhile stays there
      if (document.activeElement !== document.body) {
        wanted.current = undefined;
        return;
      }
      const node = root.current?.querySelector<HTMLElement>(
        `[data-node-id="${CSS.escape(id)}"]`,
      );
      node?.focus({ preventScroll: true });
      left -= 1;
      if (node || left === 0) {
        wanted.current = undefined;
      } else {
        frame = requestAnimationFrame(look);
      }
    };
    frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [root, answer, part]);
  return useCallback(nodeId => {
    wanted.current = nodeId;
  }, []);
}
