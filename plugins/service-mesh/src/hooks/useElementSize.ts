import { RefCallback, useCallback, useRef, useState } from 'react';

/** The size of an element and where it begins on the page, kept up to date. */
export interface ElementSize {
  width: number;
  /** Distance from the top of the viewport when the page is not scrolled. */
  top: number;
}

/** Measures an element; `undefined` until it is mounted. */
export function useElementSize(): [
  RefCallback<HTMLElement>,
  ElementSize | undefined,
] {
  const [size, setSize] = useState<ElementSize>();
  const stop = useRef<() => void>();
  const ref = useCallback((element: HTMLElement | null) => {
    stop.current?.();
    stop.current = undefined;
    if (!element) {
      return;
    }
    const measure = () => {
      const box = element.getBoundingClientRect();
      const next = {
        width: Math.round(box.width),
        top: Math.round(box.top + scrolled(element)),
      };
      setSize(before =>
        before?.width === next.width && before.top === next.top ? before : next,
      );
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    window.addEventListener('resize', measure);
    measure();
    stop.current = () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
    };
  }, []);
  return [ref, size];
}

/** How far the element's scrolling ancestors are scrolled down. */
function scrolled(element: HTMLElement): number {
  let sum = window.scrollY;
  for (let up = element.parentElement; up; up = up.parentElement) {
    if (up !== document.documentElement && up !== document.body) {
      sum += up.scrollTop;
    }
  }
  return sum;
}
