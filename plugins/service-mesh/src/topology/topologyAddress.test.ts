import { pinsFrom, pinsParameter, selectionFrom } from './topologyAddress';

describe('pinsFrom', () => {
  it('is what was put into the address, whatever the ids are', () => {
    const ids = new Set(['a b', 'east/video/Deployment/web', '100%', 'ü']);
    expect(pinsFrom(pinsParameter(ids))).toEqual(ids);
    expect(pinsParameter(new Set())).toBeUndefined();
  });

  it('takes what somebody typed', () => {
    expect(pinsFrom('%E0%A4%A b')).toEqual(new Set(['%E0%A4%A', 'b']));
    expect(pinsFrom(undefined).size).toBe(0);
  });
});

describe('selectionFrom', () => {
  it.each([
    ['node:a:b', { type: 'node', id: 'a:b' }],
    ['edge:x', { type: 'edge', id: 'x' }],
    ['pod:x', undefined],
    ['node:', undefined],
    [undefined, undefined],
  ])('reads %p', (text, selection) => {
    expect(selectionFrom(text)).toEqual(selection);
  });
});
