import { coveredBy, fitView } from './fit';

const ZOOM = { min: 0.05, max: 1 };
const rect = (top: number, height: number) =>
  ({ top, height, bottom: top + height } as DOMRect);

/** A canvas of 500 pixels with a legend on it. */
function canvasWith(legend: DOMRect): HTMLElement {
  const wrapper = document.createElement('div');
  const overlay = document.createElement('section');
  overlay.dataset.overlay = 'bottom';
  overlay.getBoundingClientRect = () => legend;
  const canvas = document.createElement('div');
  canvas.getBoundingClientRect = () => rect(100, 500);
  const frame = document.createElement('div');
  frame.append(canvas);
  wrapper.append(frame, overlay);
  return canvas;
}

describe('coveredBy', () => {
  it.each([
    ['a legend of two lines', rect(520, 66), 90],
    ['a folded one', rect(554, 32), 56],
    ['one that is as tall as the canvas', rect(120, 480), 200],
    ['one that is not on screen', rect(0, 0), 88],
  ])('measures %s', (_, legend, bottom) => {
    expect(coveredBy(canvasWith(legend)).bottom).toBe(bottom);
  });
});

describe('fitView', () => {
  it.each([
    [{ x: 0, y: 0, width: 3000, height: 200 }],
    [{ x: -500, y: 40, width: 300, height: 2000 }],
  ])('keeps %j off what stands on the canvas', box => {
    const canvas = { width: 1000, height: 500 };
    const covered = { top: 28, right: 60, bottom: 100, left: 12 };
    const { x, y, zoom } = fitView(box, canvas, ZOOM, covered);
    const near = 0.001;
    expect(box.x * zoom + x).toBeGreaterThanOrEqual(12 - near);
    expect((box.x + box.width) * zoom + x).toBeLessThanOrEqual(940 + near);
    expect(box.y * zoom + y).toBeGreaterThanOrEqual(28 - near);
    expect((box.y + box.height) * zoom + y).toBeLessThanOrEqual(400 + near);
  });
});
