import type { NumberFormats } from '../format';
import type { Translate } from '../translation';
import { NO_FILTER, RowFilter } from './filterRows';
import { isHiddenPeer, peerName } from './peerName';

/** One filter that is in force, for people, and the filters without it. */
export interface FilterChip {
  label: string;
  without: RowFilter;
}

const TEXTS = [
  'source',
  'destination',
  'peer',
  'method',
  'route',
  'path',
  'header',
] as const;

/** Those of {@link TEXTS} that hold the key of a peer, or a part of a name. */
const PEERS: readonly (typeof TEXTS)[number][] = [
  'source',
  'destination',
  'peer',
];

/** Every filter in force but the text, which has a field of its own. */
export function describeFilter(
  filter: RowFilter,
  t: Translate,
  n: NumberFormats,
): FilterChip[] {
  const chips: FilterChip[] = [];
  const add = (
    name: Exclude<keyof RowFilter, 'text'>,
    value: string,
    without: Partial<RowFilter> = { [name]: NO_FILTER[name] },
  ) =>
    chips.push({
      label: t(`tap.filters.chip.${name}`, { value }),
      without: { ...filter, ...without },
    });
  if (filter.status !== 'all') {
    const names = {
      failed: t('tap.filters.statusFailed'),
      ok: t('tap.filters.statusOk'),
      waiting: t('tap.filters.statusPending'),
    };
    add('status', names[filter.status]);
  }
  if (filter.way !== 'both') {
    add('way', t(`tap.${filter.way}`));
  }
  if (filter.slowerThan > 0) {
    add('slowerThan', n.latency(filter.slowerThan));
  }
  for (const name of TEXTS) {
    const value = filter[name];
    if (value) {
      add(
        name,
        PEERS.includes(name) && isHiddenPeer(value)
          ? peerName(value, t)
          : value,
      );
    }
  }
  for (const path of filter.hide) {
    add('hide', path, { hide: filter.hide.filter(other => other !== path) });
  }
  return chips;
}
