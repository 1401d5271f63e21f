import '@testing-library/jest-dom';
import { toHaveNoViolations } from 'jest-axe';

expect.extend(toHaveNoViolations);

// jsdom lays nothing out: React Flow and the virtual list ask for sizes, and draw nothing where there are none
const SIZE = { width: 1200, height: 800 };

class LaidOutObserver implements ResizeObserver {
  readonly #callback: ResizeObserverCallback;

  constructor(callback: ResizeObserverCallback) {
    this.#callback = callback;
  }

  observe(target: Element) {
    const contentRect = target.getBoundingClientRect();
    this.#callback(
      [
        {
          target,
          contentRect,
          borderBoxSize: [],
          contentBoxSize: [],
          devicePixelContentBoxSize: [],
        },
      ],
      this,
    );
  }

  unobserve() {}

  disconnect() {}
}

class IdentityMatrix {
  readonly m22 = 1;
}

Object.assign(globalThis, {
  ResizeObserver: LaidOutObserver,
  DOMMatrixReadOnly: IdentityMatrix,
});
Object.defineProperties(HTMLElement.prototype, {
  offsetWidth: { get: () => SIZE.width },
  offsetHeight: { get: () => SIZE.height },
});
Object.defineProperty(SVGElement.prototype, 'getBBox', {
  value: () => ({ x: 0, y: 0, ...SIZE }),
});
