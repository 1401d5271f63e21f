import { LabelWish, placeLabels } from './placeLabels';

const wish = (id: string, x: number, weight: number): LabelWish => ({
  id,
  middle: { x, y: 100 },
  width: 60,
  height: 16,
  room: 70,
  weight,
});

describe('placeLabels', () => {
  it('shows labels that meet nothing', () => {
    expect(placeLabels([wish('a', 0, 1), wish('b', 100, 1)], [])).toEqual(
      new Set(['a', 'b']),
    );
  });

  it('lets the higher rate keep its place', () => {
    expect(placeLabels([wish('low', 0, 1), wish('high', 20, 9)], [])).toEqual(
      new Set(['high']),
    );
  });

  it('hides what does not fit its gap', () => {
    expect(placeLabels([{ ...wish('a', 0, 1), room: 59 }], []).size).toBe(0);
  });

  it('covers no node', () => {
    const node = { x: -10, y: 60, width: 148, height: 96 };
    expect(placeLabels([wish('a', 0, 1)], [node]).size).toBe(0);
  });
});
