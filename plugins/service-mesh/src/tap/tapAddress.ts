import type { TapQuery } from '@backstage-mesh/plugin-service-mesh-common';
import type { UrlState } from '../hooks';
import { NO_FILTER, RowFilter } from './filterRows';

/** Methods that can be asked for. */
export const METHODS = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
] as const;

/** Answers slower than these can be looked for, in milliseconds. */
export const LATENCIES = [20, 100, 500, 1000] as const;

/** What the tab shows; the last together. */
export const TAP_VIEWS = ['requests', 'calls', 'both'] as const;

/** Those that a narrow screen has room for. */
export const NARROW_VIEWS = ['requests', 'calls'] as const;

/** One of {@link TAP_VIEWS}. */
export type TapView = (typeof TAP_VIEWS)[number];

const QUERY_NAMES = ['method', 'path', 'authority', 'scheme'] as const;

/** Requests per second from which on a tap is worth a warning: what the mesh samples by default at most. */
export const HEAVY_RPS = 100;

/** Samples per second that can be asked for where the mesh's own limit is too much. */
export const GENTLE_RPS = 10;

/** The question to the mesh that an address holds. */
export function tapQueryFrom(url: Pick<UrlState, 'get'>): TapQuery {
  const query: TapQuery = {};
  for (const name of QUERY_NAMES) {
    const value = url.get(name);
    if (value) {
      query[name] = value;
    }
  }
  const to = url.get('to')?.split('/');
  if (to?.length === 3 && to.every(part => part !== '')) {
    [query.to_namespace, query.to_resource_type, query.to_resource_name] = to;
  }
  const rps = Number(url.get('rps'));
  if (Number.isInteger(rps) && rps > 0) {
    query.max_rps = rps;
  }
  return query;
}

/** Parameters of an address that hold the texts of a filter; those of the question to the mesh have the plain names. */
const TEXT_NAMES = {
  text: 'find',
  source: 'source',
  destination: 'destination',
  peer: 'peer',
  method: 'verb',
  route: 'route',
  path: 'exact',
  header: 'header',
} as const;

/** The filter of received rows that an address holds. */
export function rowFilterFrom(url: Pick<UrlState, 'get'>): RowFilter {
  const status = url.get('status');
  const way = url.get('way');
  const slower = Number(url.get('slower'));
  const filter: RowFilter = {
    ...NO_FILTER,
    status:
      status === 'failed' || status === 'ok' || status === 'waiting'
        ? status
        : NO_FILTER.status,
    way: way === 'in' || way === 'out' ? way : NO_FILTER.way,
    slowerThan: LATENCIES.find(each => each === slower) ?? 0,
    hide: (url.get('hide') ?? '').split(' ').filter(Boolean),
  };
  for (const [field, name] of Object.entries(TEXT_NAMES)) {
    filter[field as keyof typeof TEXT_NAMES] = url.get(name) ?? '';
  }
  return filter;
}

/** The parameters of an address that stand for a filter. */
export function rowFilterParameters(
  filter: RowFilter,
): Record<string, string | undefined> {
  const parameters: Record<string, string | undefined> = {
    status: filter.status === 'all' ? undefined : filter.status,
    way: filter.way === 'both' ? undefined : filter.way,
    slower: filter.slowerThan ? String(filter.slowerThan) : undefined,
    // a path as it travels has no spaces
    hide:
      filter.hide.map(path => path.replaceAll(' ', '%20')).join(' ') ||
      undefined,
  };
  for (const [field, name] of Object.entries(TEXT_NAMES)) {
    parameters[name] = filter[field as keyof typeof TEXT_NAMES] || undefined;
  }
  return parameters;
}

/** A question in short, for people: `GET /videos to videos-api`. */
export function describeQuery(query: TapQuery): string {
  return [
    query.method,
    query.path,
    query.authority,
    query.scheme,
    query.to_resource_name && `→ ${query.to_resource_name}`,
  ]
    .filter(Boolean)
    .join(' ');
}
