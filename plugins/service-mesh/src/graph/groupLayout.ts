import { frameSize, makeRoom, roomOf } from './frames';
import { groupSize } from './groupSize';
import { layoutGraph } from './layout';
import { Box, Layout, LayoutInput, Size, pairKey, sizeOf } from './layoutTypes';
import type { MeshGraph } from './model';
import { placeNew } from './placeNew';

/** What is to be laid out: what stands for itself, and the members of each open group. Plain data, for a worker. */
export interface GroupedInput {
  /** Nodes without a group and groups, open or closed; sizes of groups are those of closed ones. */
  top: LayoutInput;
  /** By id of the group. */
  inner: Record<string, LayoutInput>;
}

/** Where things are: groups among each other, and members inside their groups. */
export interface GroupedLayout {
  base: Layout;
  inner: Record<string, Layout>;
}

/** Of the canvas between the lists of the map. */
const ASPECT = 1.5;

/** So many open groups are placed as large as they are; fewer grow where they stand. */
const MANY_OPEN = 2;

/** What of a graph is to be laid out. Many calls from one node to another are one line. */
export function groupedInput(graph: MeshGraph): GroupedInput {
  const sizes: Record<string, Size> = {};
  const top: LayoutInput = { nodes: [], edges: [], sizes, aspect: ASPECT };
  const inner: Record<string, LayoutInput> = {};
  for (const { id, open, members } of graph.groups?.values() ?? []) {
    top.nodes.push(id);
    sizes[id] = groupSize(members.length);
    if (open) {
      inner[id] = { nodes: [], edges: [], dense: true };
    }
  }
  for (const { id, parent, group } of graph.nodes.values()) {
    if (parent !== undefined) {
      inner[parent].nodes.push(id);
    } else if (!group) {
      top.nodes.push(id);
    }
  }
  const drawn = new Set<string>();
  const add = (to: LayoutInput, source: string, target: string) => {
    const id = pairKey(source, target);
    if (!drawn.has(id)) {
      drawn.add(id);
      to.edges.push({ id, source, target });
    }
  };
  for (const { source, target } of graph.edges.values()) {
    const from = graph.nodes.get(source)?.parent;
    const to = graph.nodes.get(target)?.parent;
    if (from !== undefined && from === to) {
      add(inner[from], source, target);
    } else {
      add(top, from ?? source, to ?? target);
    }
  }
  return { top, inner };
}

/** Places everything for the first time. */
export function layoutGrouped({ top, inner }: GroupedInput): GroupedLayout {
  const placed: GroupedLayout['inner'] = {};
  for (const [id, input] of Object.entries(inner)) {
    const layout = layoutGraph(input);
    placed[id] = { ...layout, room: roomOf(layout) };
  }
  const open = Object.keys(placed);
  return {
    base: layoutGraph(
      open.length < MANY_OPEN ? top : { ...top, sizes: grown(top, placed) },
    ),
    inner: placed,
  };
}

/**
 * Moves nothing that stays, and places what is new; groups that were opened meanwhile wait for a layout of their own. A new member
 * of an open group takes what room there is in it. Once there is none the group grows, right or down: where fewer others must make
 * room.
 */
export function placeNewGrouped(
  before: GroupedLayout,
  { top, inner }: GroupedInput,
): GroupedLayout {
  const placed: GroupedLayout['inner'] = { ...before.inner };
  const open = new Set(Object.keys(inner));
  for (const [id, input] of Object.entries(inner)) {
    if (Object.hasOwn(placed, id)) {
      const layout = placed[id];
      const moved = movedBy(
        { base: before.base, inner: placed },
        id,
        top,
        open,
      );
      placed[id] = placeNew(
        { ...layout, room: roomOf(layout) },
        input,
        (room, { width, height }, gap) => {
          const right = { ...room, width: room.width + gap.column + width };
          const down = { ...room, height: room.height + gap.row + height };
          return moved(right) < moved(down) ? right : down;
        },
      );
    }
  }
  return {
    base: placeNew(before.base, { ...top, sizes: grown(top, placed) }),
    inner: placed,
  };
}

/** Counts what moves where the members of one group have another room. */
function movedBy(
  layout: GroupedLayout,
  id: string,
  top: LayoutInput,
  open: ReadonlySet<string>,
): (room: Box) => number {
  const places = (room: Box) =>
    makeRoom(
      {
        base: layout.base,
        inner: { ...layout.inner, [id]: { ...layout.inner[id], room } },
      },
      each => sizeOf(each, top),
      open,
    );
  return room => {
    const now = places(roomOf(layout.inner[id]));
    return [...places(room)].filter(([each, box]) => now.get(each)?.y !== box.y)
      .length;
  };
}

/** The sizes of the groups, with those of open ones as large as their members need. */
function grown(
  { sizes = {} }: LayoutInput,
  inner: GroupedLayout['inner'],
): Record<string, Size> {
  const found = { ...sizes };
  for (const [id, layout] of Object.entries(inner)) {
    if (Object.hasOwn(sizes, id)) {
      found[id] = frameSize(sizes[id], layout);
    }
  }
  return found;
}
