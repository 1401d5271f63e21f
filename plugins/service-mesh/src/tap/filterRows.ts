import type { TapHeader } from '@backstage-mesh/plugin-service-mesh-common';
import { withoutQuery } from './pathTemplate';
import { TapRow, peerKey } from './TapRow';

/** What is to be seen of the received rows; nothing here asks the mesh again. */
export interface RowFilter {
  /** Part of the path, the peer, the method, the status or a header; a leading `-` hides instead. */
  text: string;
  status: 'all' | 'failed' | 'ok' | 'waiting';
  way: 'both' | 'in' | 'out';
  /** Only answers that took longer, in milliseconds. */
  slowerThan: number;
  /** Who called, whom, and the end that is not the tapped workload: part of the name, or all of `namespace/name`. */
  source: string;
  destination: string;
  peer: string;
  method: string;
  /** The route or the pattern of the path, as in the live calls. */
  route: string;
  /** The path itself, without its query. */
  path: string;
  /** Part of `name: value` of any header. */
  header: string;
  /** Paths to hide, with all below them. */
  hide: readonly string[];
}

export const NO_FILTER: RowFilter = {
  text: '',
  status: 'all',
  way: 'both',
  slowerThan: 0,
  source: '',
  destination: '',
  peer: '',
  method: '',
  route: '',
  path: '',
  header: '',
  hide: [],
};

/** Whether a filter hides anything at all. */
export function isFiltering(filter: RowFilter): boolean {
  return (Object.keys(NO_FILTER) as (keyof RowFilter)[]).some(name => {
    const value = filter[name];
    return Array.isArray(value)
      ? value.length > 0
      : String(value).trim() !== String(NO_FILTER[name]);
  });
}

/** The rows that a filter leaves, in their order. */
export function filterRows(
  rows: readonly TapRow[],
  filter: RowFilter,
): readonly TapRow[] {
  if (!isFiltering(filter)) {
    return rows;
  }
  return rows.filter(rowMatcher(filter));
}

/** Tells whether a filter leaves a row. */
export function rowMatcher(filter: RowFilter): (row: TapRow) => boolean {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return row =>
    (filter.way === 'both' || row.way === filter.way) &&
    (filter.slowerThan === 0 || (row.latencyMs ?? 0) > filter.slowerThan) &&
    (!filter.method || row.method === filter.method) &&
    (!filter.route || row.route === filter.route) &&
    (!filter.path || withoutQuery(row.path) === filter.path) &&
    isPeer(row.peer, filter.peer) &&
    isPeer(row.source, filter.source) &&
    isPeer(row.destination, filter.destination) &&
    hasStatus(row, filter.status) &&
    !filter.hide.some(path => isBelow(row.path, path)) &&
    (!filter.header || anyHeader(row, filter.header.toLowerCase())) &&
    words.every(word =>
      word.length > 1 && word.startsWith('-')
        ? !mentions(row, word.slice(1))
        : mentions(row, word),
    );
}

/** A namespace and a name must be equal, a part of a name be in it. */
function isPeer(peer: TapRow['peer'], wanted: string): boolean {
  if (!wanted) {
    return true;
  }
  return wanted.includes('/')
    ? peerKey(peer) === wanted
    : peer.name.toLowerCase().includes(wanted.toLowerCase());
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

function isBelow(path: string, parent: string): boolean {
  const plain = withoutQuery(path);
  const folder = parent.replace(/\/$/, '');
  return plain === parent || plain === folder || plain.startsWith(`${folder}/`);
}

/** The id of a request, or its beginning, as the panel of the request shows it. */
const REQUEST_ID = /^\d+:\d+(:\w*)?$/;

function mentions(row: TapRow, word: string): boolean {
  return (
    (REQUEST_ID.test(word) && `${row.id}:`.startsWith(`${word}:`)) ||
    row.path.toLowerCase().includes(word) ||
    row.method.toLowerCase().includes(word) ||
    row.peer.name.toLowerCase().includes(word) ||
    String(row.httpStatus ?? '').includes(word) ||
    anyHeader(row, word)
  );
}

function anyHeader(row: TapRow, text: string): boolean {
  return (
    hasHeader(row.request.event.requestInit?.headers, text) ||
    hasHeader(row.response?.event.responseInit?.headers, text) ||
    hasHeader(row.end?.event.responseEnd?.trailers, text)
  );
}

function hasHeader(headers: TapHeader[] | undefined, text: string): boolean {
  return (headers ?? []).some(({ name, value }) =>
    `${name}: ${value ?? ''}`.toLowerCase().includes(text),
  );
}
