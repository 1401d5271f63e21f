import type { GroupedLayout } from '../graph';
import { rememberedLayouts } from './rememberedLayouts';

const layout = (nodes: number): GroupedLayout => ({
  base: {
    positions: Object.fromEntries(
      Array.from({ length: nodes }, (_, index) => [
        `n${index}`,
        { x: index, y: 0 },
      ]),
    ),
    waypoints: {},
  },
  inner: {},
});

describe('rememberedLayouts', () => {
  beforeEach(() => localStorage.clear());

  it('remembers by what was asked, and forgets on demand', () => {
    rememberedLayouts.set('a', layout(2));
    rememberedLayouts.set('b', layout(3));
    expect(rememberedLayouts.get('a')).toEqual(layout(2));
    rememberedLayouts.set('a', undefined);
    expect(rememberedLayouts.get('a')).toBeUndefined();
    expect(rememberedLayouts.get('b')).toEqual(layout(3));
  });

  it('keeps the newest of many graphs', () => {
    for (let index = 0; index < 25; index += 1) {
      rememberedLayouts.set(`scope ${index}`, layout(1));
    }
    expect(rememberedLayouts.get('scope 4')).toBeUndefined();
    expect(rememberedLayouts.get('scope 5')).toBeDefined();
  });

  it('keeps few of large graphs', () => {
    rememberedLayouts.set('old', layout(7_000));
    rememberedLayouts.set('new', layout(7_000));
    expect(rememberedLayouts.get('old')).toBeUndefined();
    expect(rememberedLayouts.get('new')).toBeDefined();
  });

  it.each([
    '{',
    '{}',
    '[["a",null]]',
    '[["a",{"base":{"positions":{"n":{"x":"0","y":1}},"waypoints":{}},"inner":{}}]]',
    '[["a",{"base":{"positions":{},"waypoints":{}}}]]',
  ])('ignores what somebody else wrote: %s', text => {
    localStorage.setItem('service-mesh.layouts', text);
    expect(rememberedLayouts.get('a')).toBeUndefined();
  });

  it.each([
    ['a line without ends', { waypoints: { broken: [] } }],
    ['a line of one end', { waypoints: { '["a"]': [] } }],
    ['a room without a size', { room: { x: 0, y: 0 } }],
  ])('forgets %s', (_, part) => {
    const { base } = layout(1);
    localStorage.setItem(
      'service-mesh.layouts',
      JSON.stringify([['a', { base: { ...base, ...part }, inner: {} }]]),
    );
    expect(rememberedLayouts.get('a')).toBeUndefined();
  });
});
