import type { TapHeader } from '@backstage-mesh/plugin-service-mesh-common';
import type { TapRow } from './TapRow';

/** What is to be seen of the received rows; nothing here asks the mesh again. */
export interface RowFilter {
  /** Part of the path, the peer, the method or a header; a leading `-` hides instead. */
  text: string;
  status: 'all' | 'failed' | 'ok' | 'waiting';
  way: 'both' | 'in' | 'out';
  /** Only answers that took longer, in milliseconds. */
  slowerThan: number;
}

export const NO_FILTER: RowFilter = {
  text: '',
  status: 'all',
  way: 'both',
  slowerThan: 0,
};

/** Whether a filter hides anything at all. */
export function isFiltering(filter: RowFilter): boolean {
  return (
    filter.text.trim() !== '' ||
    filter.status !== 'all' ||
    filter.way !== 'both' ||
    filter.slowerThan > 0
  );
}

/** The rows that a filter leaves, in their order. */
export function filterRows(
  rows: readonly TapRow[],
  filter: RowFilter,
): TapRow[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(
    row =>
      (filter.way === 'both' || row.way === filter.way) &&
      (filter.slowerThan === 0 || (row.latencyMs ?? 0) > filter.slowerThan) &&
      hasStatus(row, filter.status) &&
      words.every(word =>
        word.length > 1 && word.startsWith('-')
          ? !mentions(row, word.slice(1))
          : mentions(row, word),
      ),
  );
}

function hasStatus(row: TapRow, status: RowFilter['status']): boolean {
  switch (status) {
    case 'failed':
      return row.failed;
    case 'ok':
      return row.state === 'done' && !row.failed;
    case 'waiting':
      return row.state !== 'done';
    default:
      return true;
  }
}

function mentions(row: TapRow, word: string): boolean {
  return (
    row.path.toLowerCase().includes(word) ||
    row.method.toLowerCase().includes(word) ||
    row.peer.name.toLowerCase().includes(word) ||
    String(row.httpStatus ?? '').includes(word) ||
    hasHeader(row.request.event.requestInit?.headers, word) ||
    hasHeader(row.response?.event.responseInit?.headers, word)
  );
}

function hasHeader(headers: TapHeader[] | undefined, word: string): boolean {
  return (headers ?? []).some(({ name, value }) =>
    `${name}: ${value ?? ''}`.toLowerCase().includes(word),
  );
}
