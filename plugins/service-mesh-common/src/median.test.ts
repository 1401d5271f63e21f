import { median } from './median';

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 2], 2],
    [[4, 1, 2, 100], 3],
  ])('should find the middle of %p', (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  it('should leave the list as it was', () => {
    const values = [2, 1];
    median(values);
    expect(values).toEqual([2, 1]);
  });
});
