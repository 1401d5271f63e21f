import { cut } from './drawNames';

/** Every letter is ten pixels wide. */
const context = {
  measureText: (text: string) => ({ width: 10 * text.length } as TextMetrics),
};

describe('cut', () => {
  it.each([
    ['checkout', 80, 'checkout'],
    ['checkout', 79, 'checko…'],
    ['a checkout', 30, 'a…'],
    ['checkout', 5, 'c…'],
  ])('%p into %p pixels', (text, room, fits) => {
    expect(cut(context, text, room)).toBe(fits);
  });
});
