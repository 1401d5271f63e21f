import { InputError } from '@backstage/errors';
import { Request } from 'express';
import { queryText } from './parameters';

/** How many rows are answered where nothing else is asked for. */
const DEFAULT_LIMIT = 100;

/** Which rows are asked for. */
export interface PageQuestion {
  limit: number;
  after?: { index: number; id: string };
}

/**
 * Reads which page is asked for.
 *
 * @throws InputError where the cursor is none that was given
 */
export function readPage(request: Request): PageQuestion {
  const limit = Number(queryText(request, 'limit') ?? DEFAULT_LIMIT);
  const cursor = queryText(request, 'cursor');
  return { limit, ...(cursor !== undefined && { after: readCursor(cursor) }) };
}

/**
 * The rows of a page. It goes on after the row at which the last one ended, wherever that stands by now; where it is gone, at its place.
 *
 * @returns `nextCursor`: absent on the last page, and where no rows were asked for
 */
export function pageOf<T extends { id: string }>(
  rows: readonly T[],
  { limit, after }: PageQuestion,
): { items: T[]; nextCursor?: string } {
  let begin = 0;
  if (after) {
    const found = rows.findIndex(({ id }) => id === after.id);
    begin = found < 0 ? after.index : found + 1;
  }
  const end = begin + limit;
  const items = rows.slice(begin, end);
  const last = items.at(-1);
  return {
    items,
    ...(last &&
      end < rows.length && { nextCursor: writeCursor(end - 1, last.id) }),
  };
}

function writeCursor(index: number, id: string): string {
  return Buffer.from(JSON.stringify([index, id])).toString('base64url');
}

function readCursor(cursor: string): PageQuestion['after'] {
  try {
    const [index, id] = JSON.parse(
      Buffer.from(cursor, 'base64url').toString('utf8'),
    );
    if (Number.isSafeInteger(index) && index >= 0 && typeof id === 'string') {
      return { index, id };
    }
  } catch {
    // it is refused below
  }
  throw new InputError(
    'Invalid query parameter "cursor": take the nextCursor of the page before, or none for the first page',
  );
}
