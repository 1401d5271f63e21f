import { readOpenGroups, readTexts, textsParameter } from '../address';
import { GROUPINGS, Grouping } from '../catalog';

/** Which workloads are shown. */
export const SHOWN = ['all', 'trouble', 'traffic'] as const;

export type Shown = (typeof SHOWN)[number];

/** How the map can be seen. */
export const MAP_VIEWS = ['graph', 'table'] as const;

export type MapView = (typeof MAP_VIEWS)[number];

/** How many calls a focus follows, up and down, at most. */
export const MOST_HOPS = 9;

/** Stands for an end that is not picked yet. */
const NONE = '-';

/** Everything on the map that a link keeps. */
export interface MapChoices {
  grouping: Grouping;
  shown: Shown;
  view: MapView;
  /** Expressions. */
  find: string;
  hide: string;
  /** Keys of the groups that a person opened; undefined where nobody chose yet. */
  open: ReadonlySet<string> | undefined;
  /** The namespace that alone is shown with its neighbours, as `cluster/namespace`. */
  namespace: string | undefined;
  focusId: string | undefined;
  hops: number;
  /** The ends of the path that is looked for, as far as they are picked. */
  path: { from?: string; to?: string } | undefined;
  /** The node whose callers are marked. */
  blastId: string | undefined;
  /** Whether the dependencies stand beside the map. */
  dependencies: boolean;
}

/** Reads the choices of a map from the parameters of an address; what is not valid is as without. */
export function readMapChoices(
  get: (name: string) => string | undefined,
): MapChoices {
  const hops = Number(get('hops') ?? 1);
  const path = get('path');
  const [from, to] = readTexts(path);
  return {
    grouping: GROUPINGS.find(each => each === get('group')) ?? GROUPINGS[0],
    shown: SHOWN.find(each => each === get('show')) ?? SHOWN[0],
    view: MAP_VIEWS.find(each => each === get('view')) ?? MAP_VIEWS[0],
    find: get('find') ?? '',
    hide: get('hide') ?? '',
    open: readOpenGroups(get('open')),
    namespace: get('namespace'),
    focusId: get('focus'),
    hops: Number.isInteger(hops) && hops >= 1 && hops <= MOST_HOPS ? hops : 1,
    path:
      path === undefined
        ? undefined
        : { from: from === NONE ? undefined : from, to },
    blastId: get('blast'),
    dependencies: get('panel') !== 'none',
  };
}

/** The parameter for the ends of a path. */
export function pathParameter(ends: { from?: string; to?: string }): string {
  return textsParameter([ends.from ?? NONE, ends.to ?? []].flat()) ?? NONE;
}

/** Query parameters that mean the same on every tab. */
const SHARED = ['cluster', 'window', 'from', 'to', 'find', 'hide'];

/** What an address says to every tab: which clusters, when, and what is looked for. */
export function sharedParameters(
  get: (name: string) => string | undefined,
): URLSearchParams {
  return new URLSearchParams(
    SHARED.flatMap(name => {
      const value = get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
