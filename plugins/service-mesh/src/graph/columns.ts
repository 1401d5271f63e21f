import { Layout, LayoutInput, Size, gapsOf, sizeOf } from './layoutTypes';

/** Screens are wider than high. */
const ASPECT = 1.7;

/** So often everything is drawn towards what it is linked to: more changes nothing that can be seen. */
const SWEEPS = 24;

/** So often levels are evened out. */
const LEVEL_SWEEPS = 60;

/**
 * Places a large part of a graph in columns, callers left, in about the shape of a screen. Layouts that keep every long line clear of
 * all cards make towers of it that are ten times higher than wide, and take seconds.
 */
export function layoutColumns(input: LayoutInput): Layout {
  const links = neighbours(input);
  const gap = gapsOf(input);
  // everything with the gap after it
  const sizes = input.nodes.map(id => {
    const { width, height } = sizeOf(id, input);
    return { width: width + gap.column, height: height + gap.row };
  });
  const columns = divide(sizes, links);
  const y = new Float64Array(sizes.length);
  const lanes = columns.map(column => lanesOf(column, sizes, columns));
  columns.forEach((column, index) =>
    spread(column, sizes, lanes[index], y, node => node),
  );
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const order = sweep % 2 === 0 ? columns : [...columns].reverse();
    for (const column of order) {
      const index = columns.indexOf(column);
      const wanted = new Map(
        column.map(node => [node, wantedHeight(node, links, y)]),
      );
      column.sort(
        (a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0) || a - b,
      );
      spread(column, sizes, lanes[index], y, node => wanted.get(node) ?? 0);
    }
  }
  const positions: Layout['positions'] = {};
  let left = 0;
  columns.forEach((column, index) => {
    const count = lanes[index];
    const width = Math.max(...column.map(node => sizes[node].width));
    column.forEach((node, rank) => {
      positions[input.nodes[node]] = {
        x: Math.round(left + (rank % count) * width),
        y: Math.round(y[node] - (sizes[node].height - gap.row) / 2),
      };
    });
    left += count * width;
  });
  return { positions, waypoints: {} };
}

interface Links {
  /** Indices of callers and callees by the index of a node. */
  callers: number[][];
  callees: number[][];
}

function neighbours({ nodes, edges }: LayoutInput): Links {
  const index = new Map(nodes.map((id, at) => [id, at]));
  const links: Links = {
    callers: nodes.map(() => []),
    callees: nodes.map(() => []),
  };
  for (const edge of edges) {
    const source = index.get(edge.source);
    const target = index.get(edge.target);
    if (source !== undefined && target !== undefined && source !== target) {
      links.callees[source].push(target);
      links.callers[target].push(source);
    }
  }
  return links;
}

/** Nodes by column. As many columns as calls follow on each other, but not more than fit the shape of a screen. */
function divide(sizes: readonly Size[], links: Links): number[][] {
  const level = levels(links);
  const order = sizes
    .map((_, node) => node)
    .sort((a, b) => level[a] - level[b] || a - b);
  const total = sizes.reduce((sum, { height }) => sum + height, 0);
  const { width } = sizes[0];
  const most = Math.max(2, Math.round(Math.sqrt((total * ASPECT) / width)));
  const span = level[order[order.length - 1]] - level[order[0]];
  const natural = Math.round(span) + 1;
  if (natural <= most) {
    const columns = Array.from({ length: natural }, (): number[] => []);
    for (const node of order) {
      columns[
        Math.min(natural - 1, Math.round(level[node] - level[order[0]]))
      ].push(node);
    }
    return columns.filter(column => column.length > 0);
  }
  const columns: number[][] = [[]];
  let height = 0;
  for (const node of order) {
    if (height >= total / most && columns.length < most) {
      columns.push([]);
      height = 0;
    }
    columns[columns.length - 1].push(node);
    height += sizes[node].height;
  }
  return columns;
}

/**
 * How far right each node belongs: one further than its callers and one less than its callees, as well as that can be had. Calls in
 * circles, of which large meshes are full, do no harm to it.
 */
function levels({ callers, callees }: Links): Float64Array {
  const level = new Float64Array(callers.length);
  for (let sweep = 0; sweep < LEVEL_SWEEPS; sweep += 1) {
    for (let node = 0; node < level.length; node += 1) {
      let sum = callers[node].length - callees[node].length;
      for (const other of callers[node]) {
        sum += level[other];
      }
      for (const other of callees[node]) {
        sum += level[other];
      }
      level[node] =
        sum / Math.max(1, callers[node].length + callees[node].length);
    }
  }
  return level;
}

/** In how many lanes beside each other the nodes of a column stand, where one would be much higher than the others. */
function lanesOf(
  column: number[],
  sizes: readonly Size[],
  columns: number[][],
): number {
  const heightOf = (nodes: number[]) =>
    nodes.reduce((sum, node) => sum + sizes[node].height, 0);
  const total = columns.reduce((sum, each) => sum + heightOf(each), 0);
  const { width } = sizes[0];
  const aim = Math.sqrt((total * width) / ASPECT);
  return Math.max(1, Math.round(heightOf(column) / aim));
}

function wantedHeight(
  node: number,
  { callers, callees }: Links,
  y: Float64Array,
): number {
  const others = [...callers[node], ...callees[node]];
  return others.length === 0
    ? y[node]
    : others.reduce((sum, other) => sum + y[other], 0) / others.length;
}

/**
 * Gives the nodes of a column the heights nearest to the wanted ones at which none meets another: those that want the same place
 * share the distance (pool adjacent violators).
 */
function spread(
  column: readonly number[],
  sizes: readonly { height: number }[],
  lanes: number,
  y: Float64Array,
  wanted: (node: number) => number,
): void {
  const tallest = Math.max(...column.map(node => sizes[node].height));
  /** Distance of the middle of a node from that of the one before. */
  const gapBefore = (rank: number) => {
    if (rank === 0) {
      return 0;
    }
    return lanes > 1
      ? tallest / lanes
      : (sizes[column[rank - 1]].height + sizes[column[rank]].height) / 2;
  };
  const blocks: { sum: number; count: number }[] = [];
  const offsets: number[] = [];
  column.forEach((node, rank) => {
    offsets.push((offsets[rank - 1] ?? 0) + gapBefore(rank));
    let block = { sum: wanted(node) - offsets[rank], count: 1 };
    let last = blocks[blocks.length - 1];
    while (last && last.sum / last.count >= block.sum / block.count) {
      blocks.pop();
      block = { sum: last.sum + block.sum, count: last.count + block.count };
      last = blocks[blocks.length - 1];
    }
    blocks.push(block);
  });
  let rank = 0;
  for (const { sum, count } of blocks) {
    for (const end = rank + count; rank < end; rank += 1) {
      y[column[rank]] = sum / count + offsets[rank];
    }
  }
}
