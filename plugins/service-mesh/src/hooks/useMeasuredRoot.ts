import { RefCallback, RefObject, useCallback, useRef } from 'react';
import { ElementSize, useElementSize } from './useElementSize';

/** The element around a screen: its keys are listened to there, and what folds depends on its width. */
export interface MeasuredRoot {
  /** For what needs the element itself. */
  root: RefObject<HTMLDivElement>;
  /** Goes to the element. */
  rootRef: RefCallback<HTMLDivElement>;
  /** Undefined until it is mounted. */
  size: ElementSize | undefined;
}

/** Holds and measures the element around a screen. */
export function useMeasuredRoot(): MeasuredRoot {
  const [sizeRef, size] = useElementSize();
  const root = useRef<HTMLDivElement | null>(null);
  const rootRef = useCallback(
    (element: HTMLDivElement | null) => {
      root.current = element;
      sizeRef(element);
    },
    [sizeRef],
  );
  return { root, rootRef, size };
}
