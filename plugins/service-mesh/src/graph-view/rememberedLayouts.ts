import type { GroupedLayout, Layout } from '../graph';

const MEMORY = 'service-mesh.layouts';

/** So many graphs and places are kept; what was seen longest ago goes first. */
const MAX_GRAPHS = 20;
const MAX_PLACES = 12_000;

/** Graphs by what was asked, newest last. */
type Memory = [scope: string, layout: GroupedLayout][];

/** Where things stood when this graph was last seen in this browser. */
export function rememberedLayout(scope: string): GroupedLayout | undefined {
  return read().find(([of]) => of === scope)?.[1];
}

/** Keeps the places of a graph for the next visit; `undefined` forgets them. */
export function rememberLayout(
  scope: string,
  layout: GroupedLayout | undefined,
): void {
  const memory = read().filter(([of]) => of !== scope);
  if (layout) {
    memory.push([scope, layout]);
  }
  try {
    localStorage.setItem(MEMORY, JSON.stringify(bounded(memory)));
  } catch {
    // a browser without storage, or a full one: the graph is laid out anew next time
  }
}

function bounded(memory: Memory): Memory {
  const kept: Memory = [];
  let places = 0;
  for (const entry of memory.slice(-MAX_GRAPHS).reverse()) {
    places += [entry[1].base, ...Object.values(entry[1].inner)].reduce(
      (sum, { positions }) => sum + Object.keys(positions).length,
      0,
    );
    if (places > MAX_PLACES) {
      break;
    }
    kept.unshift(entry);
  }
  return kept;
}

function read(): Memory {
  try {
    const memory: unknown = JSON.parse(localStorage.getItem(MEMORY) ?? '[]');
    return Array.isArray(memory) ? memory.filter(isEntry) : [];
  } catch {
    return [];
  }
}

/** Anybody may have written into the storage. */
function isEntry(entry: unknown): entry is Memory[number] {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string') {
    return false;
  }
  const layout = entry[1] as Partial<GroupedLayout> | null;
  return (
    isObject(layout?.inner) &&
    [layout?.base, ...Object.values(layout?.inner ?? {})].every(isLayout)
  );
}

function isLayout(layout: unknown): layout is Layout {
  return (
    isObject(layout) &&
    isObject(layout.positions) &&
    Object.values(layout.positions).every(isPoint) &&
    isObject(layout.waypoints) &&
    Object.values(layout.waypoints).every(
      points => Array.isArray(points) && points.every(isPoint),
    )
  );
}

function isPoint(point: unknown): boolean {
  return (
    isObject(point) && Number.isFinite(point.x) && Number.isFinite(point.y)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
