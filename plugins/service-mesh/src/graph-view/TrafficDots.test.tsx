import { render } from '@testing-library/react';
import { renderGraph } from '../graph';
import { createGraph } from '../graph/model';
import { TrafficDots } from './TrafficDots';

jest.mock('@xyflow/react', () => ({
  useStoreApi: () => ({
    getState: () => ({ transform: [0, 0, 1], width: 100, height: 100 }),
  }),
}));

describe('TrafficDots', () => {
  const frame = jest.spyOn(window, 'requestAnimationFrame').mockReturnValue(1);
  let see: (isIntersecting: boolean) => void = () => {};
  const { IntersectionObserver } = window;

  beforeEach(() => {
    window.IntersectionObserver = class {
      constructor(told: IntersectionObserverCallback) {
        see = isIntersecting =>
          told(
            [{ isIntersecting } as IntersectionObserverEntry],
            this as never,
          );
      }
      observe() {}
      disconnect() {}
    } as never;
    jest
      .spyOn(HTMLCanvasElement.prototype, 'getContext')
      .mockReturnValue({} as never);
  });
  afterEach(() => {
    window.IntersectionObserver = IntersectionObserver;
    jest.restoreAllMocks();
  });

  it('rests out of sight, also when the tab comes back', () => {
    const model = renderGraph(createGraph([], []), {
      positions: {},
      waypoints: {},
      frames: {},
    });
    render(<TrafficDots model={model} />);
    see(true);
    expect(frame).toHaveBeenCalledTimes(1);
    see(false);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(frame).toHaveBeenCalledTimes(1);
    see(true);
    expect(frame).toHaveBeenCalledTimes(2);
  });
});
