import { RefObject } from 'react';
import {
  MeshGraph,
  PlacedGraph,
  RenderModel,
  compareEdges,
  neighbourOf,
} from '../graph';
import { useKeyDown } from '../hooks';
import { useShortcuts } from '../keyboard';

const ARROWS = {
  ArrowLeft: 'caller',
  ArrowRight: 'callee',
  ArrowUp: 'up',
  ArrowDown: 'down',
} as const;

/** What is outside of the view is not on the page: it needs some frames to come. */
const FRAMES = 30;

/** Walks the graph by keys, and zooms it. */
export function useFlowKeys(
  canvas: RefObject<HTMLElement>,
  parts: { graph: MeshGraph; placed: PlacedGraph; model: RenderModel },
  actions: {
    zoomIn(): void;
    zoomOut(): void;
    fitAll(): void;
    /** Brings a node into view, so that it can have the focus. */
    reveal(id: string): void;
    /** Puts the button of a call on the page, so that it can have the focus: in a large graph most are not there. */
    mountCall(id: string): void;
  },
): void {
  const { graph, placed, model } = parts;
  const focus = (selector: string, left = FRAMES) => {
    const element = canvas.current?.querySelector<HTMLElement>(selector);
    if (element) {
      element.focus({ preventScroll: true });
    } else if (left > 0) {
      requestAnimationFrame(() => focus(selector, left - 1));
    }
  };
  const goTo = (id: string) => {
    actions.reveal(id);
    focus(`[data-node-id="${CSS.escape(id)}"]`);
  };

  useKeyDown(canvas, event => {
    const direction = ARROWS[event.key as keyof typeof ARROWS];
    if (!direction || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const { nodeId, edgeId } = underFocus();
    const next =
      nodeId === undefined
        ? endOf(edgeId, direction, model)
        : neighbourOf(nodeId, direction, graph, placed.positions, compareEdges);
    if (next) {
      event.preventDefault();
      goTo(next);
    }
  });
  useShortcuts(canvas, {
    e: event => {
      const { nodeId, edgeId } = underFocus();
      const next = nextCall(nodeId, edgeId, graph, model);
      if (next) {
        event.preventDefault();
        actions.mountCall(next);
        focus(`[data-edge-id="${CSS.escape(next)}"]`);
      }
    },
    '+': actions.zoomIn,
    '=': actions.zoomIn,
    '-': actions.zoomOut,
    '0': actions.fitAll,
  });
}

/** The node or the call whose button has the focus. */
function underFocus(): { nodeId?: string; edgeId?: string } {
  const { nodeId, edgeId } =
    (document.activeElement as HTMLElement | null)?.dataset ?? {};
  return { nodeId, edgeId };
}

/** The node that an arrow key goes to from a call. */
function endOf(
  edgeId: string | undefined,
  direction: (typeof ARROWS)[keyof typeof ARROWS],
  model: RenderModel,
): string | undefined {
  const edge = model.bundles.find(({ id }) => id === edgeId);
  return direction === 'caller' ? edge?.source : edge?.target;
}

/** The next call of the node in focus, worst first, round and round. */
function nextCall(
  nodeId: string | undefined,
  edgeId: string | undefined,
  graph: MeshGraph,
  model: RenderModel,
): string | undefined {
  const current = model.bundles.find(({ id }) => id === edgeId);
  const owner = nodeId ?? current?.source;
  if (owner === undefined) {
    return undefined;
  }
  const calls = [
    ...(graph.outgoing.get(owner) ?? []),
    ...(nodeId ? graph.incoming.get(owner) ?? [] : []),
  ].sort(compareEdges);
  // several calls may be one line
  const drawn = [
    ...new Set(
      calls.flatMap(
        call =>
          model.bundles.find(({ edges }) =>
            edges.some(({ id }) => id === call.id),
          )?.id ?? [],
      ),
    ),
  ];
  return drawn[(drawn.indexOf(edgeId ?? '') + 1) % drawn.length];
}
