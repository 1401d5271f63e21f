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

const QUERY_NAMES = ['method', 'path', 'authority', 'scheme'] as const;

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
  return query;
}

/** The filter of received rows that an address holds. */
export function rowFilterFrom(url: Pick<UrlState, 'get'>): RowFilter {
  const status = url.get('status');
  const way = url.get('way');
  const slower = Number(url.get('slower'));
  return {
    text: url.get('find') ?? '',
    status:
      status === 'failed' || status === 'ok' || status === 'waiting'
        ? status
        : NO_FILTER.status,
    way: way === 'in' || way === 'out' ? way : NO_FILTER.way,
    slowerThan: LATENCIES.find(each => each === slower) ?? 0,
  };
}

/** The parameters of an address that stand for a filter. */
export function rowFilterParameters(
  filter: RowFilter,
): Record<string, string | undefined> {
  return {
    find: filter.text || undefined,
    status: filter.status === 'all' ? undefined : filter.status,
    way: filter.way === 'both' ? undefined : filter.way,
    slower: filter.slowerThan ? String(filter.slowerThan) : undefined,
  };
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
