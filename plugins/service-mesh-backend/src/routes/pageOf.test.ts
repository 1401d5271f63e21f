import { InputError } from '@backstage/errors';
import { Request } from 'express';
import { pageOf, readPage } from './pageOf';

const rows = Array.from({ length: 7 }, (_, i) => ({ id: `row-${i}` }));
const read = (query: Record<string, string>) =>
  readPage({ query } as unknown as Request);

describe('pageOf', () => {
  it('should lead through all rows, each once', () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = pageOf(
        rows,
        read({ limit: '3', ...(cursor && { cursor }) }),
      );
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor && seen.length < 20);
    expect(seen).toEqual(rows.map(({ id }) => id));
  });

  it('should go on after the last row wherever it is by now, and at its place where it is gone', () => {
    const cursor = pageOf(rows, read({ limit: '3' })).nextCursor!;
    const after = (list: typeof rows) =>
      pageOf(list, read({ limit: '2', cursor })).items.map(({ id }) => id);
    expect(after([{ id: 'new' }, ...rows])).toEqual(['row-3', 'row-4']);
    expect(after(rows.filter(({ id }) => id !== 'row-2'))).toEqual([
      'row-3',
      'row-4',
    ]);
  });

  it('should answer no rows and no cursor where none are asked for', () => {
    expect(pageOf(rows, read({ limit: '0' }))).toEqual({ items: [] });
    expect(pageOf([], read({}))).toEqual({ items: [] });
  });

  it.each(['e30', 'WzEsMl0', 'Wy0xLCJhIl0', 'x', 'bnVsbA'])(
    'should refuse the cursor %s',
    cursor => {
      expect(() => read({ cursor })).toThrow(InputError);
    },
  );
});
