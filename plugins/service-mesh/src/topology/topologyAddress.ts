import type { Selection } from './GraphActions';

/** Calls to follow up and down that can be chosen. */
export const HOPS = ['1', '2', '3'];

/** How many without a choice. */
export const FIRST_HOPS = HOPS[0];

/** How a topology can be shown. */
export type TopologyViewName = 'list' | 'graph' | 'table';

/** The views that make sense in the room that there is; the first without a choice. */
export function viewsFor(narrow: boolean): readonly TopologyViewName[] {
  return narrow ? ['list', 'graph', 'table'] : ['graph', 'table'];
}

/** What is open, by the parameter of the address. */
export function selectionFrom(text: string | undefined): Selection | undefined {
  const match = /^(node|edge):(.+)$/s.exec(text ?? '');
  return match
    ? { type: match[1] as Selection['type'], id: match[2] }
    : undefined;
}

/** The ids of pinned nodes, by the parameter of the address. */
export function pinsFrom(text: string | undefined): ReadonlySet<string> {
  return new Set((text ?? '').split(' ').filter(Boolean).map(decode));
}

/** The parameter that stands for pinned nodes; undefined for none. */
export function pinsParameter(ids: ReadonlySet<string>): string | undefined {
  return [...ids].map(encodeURIComponent).join(' ') || undefined;
}

/** An address that somebody typed may hold half an escape. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
