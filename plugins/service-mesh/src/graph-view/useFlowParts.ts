import { Position } from '@xyflow/react';
import { useMemo, useRef } from 'react';
import type { Box, FrameView, NodeView, RenderModel } from '../graph';
import type { MeshFlowNode } from './GraphNode';
import { sameData } from './sameData';

/** Ids of lines, by whether they run behind open groups. */
export interface FlowLines {
  passing: readonly string[];
  inside: readonly string[];
}

const NO_LINES: FlowLines = { passing: [], inside: [] };

const NO_DATA: Record<string, never> = {};

/** Frames stand before lines that pass, behind lines that lead inside, and those behind cards. */
const FRAME_LAYER = -1;

/** The nodes as React Flow wants them, and the ids of lines: the same objects as long as nothing has moved, however the numbers change. */
export function useFlowParts(
  model: RenderModel,
  options: {
    /** Nothing at all: the overview is drawn on a canvas. */
    empty: boolean;
    draggable: boolean;
  },
): { nodes: MeshFlowNode[]; lines: FlowLines } {
  const { empty, draggable } = options;
  const nodes = useRef<MeshFlowNode[]>([]);
  const lines = useRef(NO_LINES);
  return useMemo(() => {
    if (empty) {
      return { nodes: [], lines: NO_LINES };
    }
    nodes.current = kept(
      nodes.current,
      [...model.frames, ...model.nodes],
      (node, { box }) => sameBox(node, box) && node.draggable === draggable,
      view => flowNode(view, draggable),
    );
    const next: { passing: string[]; inside: string[] } = {
      passing: [],
      inside: [],
    };
    for (const { id, passing } of model.edges) {
      next[passing ? 'passing' : 'inside'].push(id);
    }
    if (!sameData(next, lines.current)) {
      lines.current = next;
    }
    return { nodes: nodes.current, lines: lines.current };
  }, [model, empty, draggable]);
}

/** Keeps what is still the same, and the list itself if all of it is. */
function kept<P extends { id: string }, V extends { id: string }>(
  before: P[],
  views: readonly V[],
  isSame: (part: P, view: V) => boolean,
  make: (view: V) => P,
): P[] {
  const known = new Map(before.map(part => [part.id, part]));
  const next = views.map(view => {
    const part = known.get(view.id);
    return part && isSame(part, view) ? part : make(view);
  });
  // worst first is for those who come by Tab: that order changes only with the graph itself
  const nextIds = new Map(next.map(part => [part.id, part]));
  if (
    next.length === before.length &&
    before.every(part => nextIds.get(part.id) === part)
  ) {
    return before;
  }
  return next;
}

function sameBox(node: MeshFlowNode, box: Box): boolean {
  return (
    node.position.x === box.x &&
    node.position.y === box.y &&
    node.width === box.width &&
    node.height === box.height
  );
}

function flowNode(
  { id, box, ...rest }: NodeView | FrameView,
  draggable: boolean,
): MeshFlowNode {
  const isFrame = 'group' in rest;
  const { x, y, width, height } = box;
  return {
    id,
    type: isFrame ? 'frame' : 'mesh',
    position: { x, y },
    width,
    height,
    measured: { width, height },
    draggable,
    data: NO_DATA,
    ...(isFrame && { zIndex: FRAME_LAYER }),
    // known beforehand: nothing needs to be measured before lines can be drawn
    handles: [
      { type: 'target', position: Position.Left, x: 0, y: height / 2 },
      { type: 'source', position: Position.Right, x: width, y: height / 2 },
    ].map(handle => ({
      ...handle,
      type: handle.type as 'source' | 'target',
      width: 1,
      height: 1,
    })),
  };
}
