import { endDrag, shifted } from './stripDrag';
import { stripScale } from './strip';

const MINUTE = 60_000;
const range = (from: number, to: number) => ({
  from: from * MINUTE,
  to: to * MINUTE,
});
const scale = stripScale(range(0, 60), 600);
const travel = (compared?: {
  a: ReturnType<typeof range>;
  b: ReturnType<typeof range>;
}) => ({ compared, past: undefined, compare: jest.fn(), look: jest.fn() });
const two = { a: range(10, 15), b: range(20, 25) };

describe('endDrag', () => {
  it('looks at what was drawn, and at the window around a click', () => {
    const drawn = travel();
    endDrag({ what: 'draw', ...range(10, 20) }, drawn, scale);
    expect(drawn.look).toHaveBeenCalledWith(range(10, 20));
    const clicked = travel();
    endDrag({ what: 'draw', ...range(30, 30) }, clicked, scale);
    expect(clicked.look).toHaveBeenCalledWith(range(28, 33));
  });

  it('chooses one of two windows, and never lets them overlap', () => {
    const after = travel(two);
    endDrag({ what: 'draw', ...range(40, 45) }, after, scale);
    expect(after.compare).toHaveBeenCalledWith({ a: two.a, b: range(40, 45) });
    const before = travel(two);
    endDrag({ what: 'draw', ...range(2, 7) }, before, scale);
    expect(before.compare).toHaveBeenCalledWith({ a: range(2, 7), b: two.b });
  });

  it('leaves a window alone that was clicked', () => {
    const clicked = travel(two);
    endDrag({ what: 'a', ...range(12, 12) }, clicked, scale);
    expect(clicked.compare).not.toHaveBeenCalled();
  });
});

describe('shifted', () => {
  it('stops a window at the other one', () => {
    expect(shifted(two, { what: 'a', ...range(0, 30) }, range(0, 60))).toEqual({
      a: range(15, 20),
      b: two.b,
    });
    expect(shifted(two, { what: 'b', ...range(30, 0) }, range(0, 60))).toEqual({
      a: two.a,
      b: range(15, 20),
    });
  });
});
