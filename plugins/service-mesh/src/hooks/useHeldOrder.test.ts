import { act, renderHook } from '@testing-library/react';
import { useHeldOrder } from './useHeldOrder';

const keyOf = (row: string) => row;

describe('useHeldOrder', () => {
  it('keeps the order under the pointer, and adds what is new at the end', () => {
    const { result, rerender } = renderHook(
      ({ rows }) => useHeldOrder(rows, keyOf),
      { initialProps: { rows: ['a', 'b', 'c'] } },
    );
    act(() => result.current.hold.onPointerEnter());
    rerender({ rows: ['x', 'c', 'a'] });
    expect(result.current.rows).toEqual(['a', 'c', 'x']);
    act(() => result.current.hold.onPointerLeave());
    expect(result.current.rows).toEqual(['x', 'c', 'a']);
  });

  it('lets a new order in at once on request', () => {
    const { result, rerender } = renderHook(
      ({ rows }) => useHeldOrder(rows, keyOf),
      { initialProps: { rows: ['a', 'b'] } },
    );
    act(() => result.current.hold.onFocus());
    rerender({ rows: ['b', 'a'] });
    expect(result.current.rows).toEqual(['a', 'b']);
    act(() => result.current.release());
    expect(result.current.rows).toEqual(['b', 'a']);
  });
});
