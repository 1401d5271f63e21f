import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';
import { toHaveNoViolations } from 'jest-axe';

expect.extend(toHaveNoViolations);

// whole tabs are rendered, and axe looks at all of them: that takes seconds on a busy machine
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 10_000 });

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

class PlainRect {
  readonly top: number;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;

  constructor(
    readonly x: number,
    readonly y: number,
    readonly width: number,
    readonly height: number,
  ) {
    this.top = y;
    this.left = x;
    this.right = x + width;
    this.bottom = y + height;
  }
}

class IdentityMatrix {
  readonly m22 = 1;
}

Object.assign(globalThis, {
  DOMRect: PlainRect,
  ResizeObserver: LaidOutObserver,
  DOMMatrixReadOnly: IdentityMatrix,
});
Object.defineProperties(HTMLElement.prototype, {
  offsetWidth: { get: () => SIZE.width },
  offsetHeight: { get: () => SIZE.height },
  clientWidth: { get: () => SIZE.width },
  clientHeight: { get: () => SIZE.height },
});
HTMLElement.prototype.getBoundingClientRect = () =>
  new DOMRect(0, 0, SIZE.width, SIZE.height);
Object.defineProperty(SVGElement.prototype, 'getBBox', {
  value: () => ({ x: 0, y: 0, ...SIZE }),
});
