import { useReactFlow, useStore } from '@xyflow/react';
import type { Selection } from '../address';
import { RefObject, useCallback, useEffect, useRef } from 'react';
import { Box, NODE_SIZE, PlacedGraph, RenderModel, boundsOf } from '../graph';
import { Insets, centreOn, coveredBy, fitView } from './fit';

export const ZOOM = { min: 0.05, max: 2 };

/** Nothing is made larger than it is meant to be read. */
const FIT_ZOOM = { min: ZOOM.min, max: 1 };

/** Where all of the graph fits only below the first, it opens around the component at the second. */
const SMALLEST_OPENING_ZOOM = 0.5;
const OPENING_ZOOM = 0.75;

/** A canvas that changes its size is fitted anew where names can still be read. */
const REFIT_ZOOM = 0.4;

/** What a search comes to is shown at least this large. */
const READING_ZOOM = 0.75;

const PAN_MS = 250;

/** A node that a search came to; each step is another object, also one to the same node. */
export interface Centred {
  id: string;
}

interface Parts {
  model: RenderModel;
  placed: PlacedGraph;
  /** The node that the page is about. */
  homeId: string | undefined;
}

/** The box around all that is drawn. */
export function boxOfAll({ nodes, frames }: RenderModel): Box {
  return boundsOf([...nodes, ...frames].map(({ box }) => box));
}

/** The view that a graph opens with: all of it, or the surroundings of the component where nobody could read all. */
export function openingView(
  { model, placed, homeId }: Parts,
  canvas: { width: number; height: number },
  covered?: Insets,
) {
  const all = fitView(boxOfAll(model), canvas, FIT_ZOOM, covered);
  const home = homeId === undefined ? undefined : placed.positions[homeId];
  return home && all.zoom < SMALLEST_OPENING_ZOOM
    ? centreOn({ ...home, ...NODE_SIZE }, canvas, OPENING_ZOOM)
    : all;
}

/** Moves the view: to all, to a node, and so that what a person picked stays in sight. */
export function useFlowViewport(
  canvas: RefObject<HTMLElement>,
  parts: Parts,
  options: {
    fitKey: string;
    selected: Selection | undefined;
    centred: Centred | undefined;
  },
) {
  const { fitKey, selected, centred } = options;
  const flow = useReactFlow();
  const latest = useRef(parts);
  latest.current = parts;
  const sizeOf = useCallback(
    () => ({
      width: canvas.current?.clientWidth ?? 0,
      height: canvas.current?.clientHeight ?? 0,
    }),
    [canvas],
  );

  const viewOfAll = useCallback(
    () =>
      fitView(
        boxOfAll(latest.current.model),
        sizeOf(),
        FIT_ZOOM,
        canvas.current ? coveredBy(canvas.current) : undefined,
      ),
    [canvas, sizeOf],
  );

  // the first view is there from the start; another question brings another one
  const opened = useRef(fitKey);
  const moved = useRef(false);
  useEffect(() => {
    if (opened.current !== fitKey) {
      opened.current = fitKey;
      moved.current = false;
      flow.setViewport(
        openingView(
          latest.current,
          sizeOf(),
          canvas.current ? coveredBy(canvas.current) : undefined,
        ),
      );
    }
  }, [flow, fitKey, canvas, sizeOf]);

  const fitAll = useCallback(() => {
    moved.current = false;
    flow.setViewport(viewOfAll(), { duration: PAN_MS });
  }, [flow, viewOfAll]);

  // a panel that opens or closes, a notice above: all stays in view where all can be read, and while nobody has moved the canvas
  const width = useStore(state => state.width);
  const height = useStore(state => state.height);
  const fitted = useRef<string>();
  useEffect(() => {
    const size = `${width} ${height}`;
    if (width === 0 || fitted.current === size) {
      return;
    }
    const isFirst = fitted.current === undefined;
    fitted.current = size;
    const view = viewOfAll();
    // the first view was made without knowing what stands on the canvas
    if (
      !moved.current &&
      view.zoom >= (isFirst ? SMALLEST_OPENING_ZOOM : REFIT_ZOOM)
    ) {
      flow.setViewport(view, { duration: isFirst ? 0 : 160 });
    }
  }, [flow, width, height, viewOfAll]);

  const pannedTo = useRef<string>();
  const centredOn = useRef(centred);
  const found = centred && boxOf(centred.id, parts.model);
  const foundKey = found && JSON.stringify(found);
  useEffect(() => {
    // a node in a group that is opened for it has its place later
    if (!centred || !foundKey || centredOn.current === centred) {
      return;
    }
    centredOn.current = centred;
    pannedTo.current = centred.id;
    moved.current = true;
    const zoom = Math.max(flow.getZoom(), READING_ZOOM);
    flow.setViewport(centreOn(JSON.parse(foundKey), sizeOf(), zoom), {
      duration: PAN_MS,
    });
  }, [flow, sizeOf, centred, foundKey]);

  // a panel or a sheet that opens must not hide what it is about
  const place = selected && boxOfPicked(selected, parts.model);
  const placeKey = place && JSON.stringify(place);
  useEffect(() => {
    const element = canvas.current;
    // a refresh makes a new model, and must not pan
    if (!element || !placeKey || pannedTo.current === selected?.id) {
      return undefined;
    }
    const box: Box = JSON.parse(placeKey);
    const timer = setTimeout(() => {
      pannedTo.current = selected?.id;
      const { x, y, zoom } = flow.getViewport();
      const dx = outOf(
        box.x * zoom + x,
        (box.x + box.width) * zoom + x,
        element.clientWidth,
      );
      const dy = outOf(
        box.y * zoom + y,
        (box.y + box.height) * zoom + y,
        element.clientHeight,
      );
      if (dx || dy) {
        flow.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: PAN_MS });
      }
    }, 180);
    return () => clearTimeout(timer);
  }, [canvas, flow, selected?.id, placeKey]);

  /** Brings a node into view if it is not. */
  const reveal = useCallback(
    (id: string) => {
      const box = boxOf(id, latest.current.model);
      const { x, y, zoom } = flow.getViewport();
      const { width: w, height: h } = sizeOf();
      const inView =
        box !== undefined &&
        !outOf(box.x * zoom + x, (box.x + box.width) * zoom + x, w) &&
        !outOf(box.y * zoom + y, (box.y + box.height) * zoom + y, h);
      if (box && !inView) {
        moved.current = true;
        flow.setViewport(centreOn(box, sizeOf(), zoom));
      }
    },
    [flow, sizeOf],
  );

  return {
    fitAll,
    reveal,
    /** A person has moved the canvas: from now on it stays where it is. */
    onMoved: useCallback(() => {
      moved.current = true;
    }, []),
  };
}

function boxOf(id: string, { nodes, frames }: RenderModel): Box | undefined {
  return (
    nodes.find(node => node.id === id)?.box ??
    frames.find(({ group }) => group.id === id)?.box
  );
}

function boxOfPicked(
  { type, id }: Selection,
  model: RenderModel,
): Box | undefined {
  const nodeId =
    type === 'edge'
      ? model.bundles.find(bundle => bundle.id === id)?.target
      : id;
  return nodeId === undefined ? undefined : boxOf(nodeId, model);
}

/** How far something must be moved to be in view, with a margin. */
function outOf(start: number, end: number, length: number): number {
  if (start < 16) {
    return 16 - start;
  }
  return end > length - 16 ? length - 16 - end : 0;
}
