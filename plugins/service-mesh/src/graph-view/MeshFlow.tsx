import {
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useEffect, useMemo, useRef } from 'react';
import {
  Layout,
  MeshGraph,
  NODE_HEIGHT,
  NODE_WIDTH,
  RenderModel,
  compareEdges,
  neighbourOf,
} from '../graph';
import { useKeyDown, useNumbers, useTranslate } from '../hooks';
import { useShortcuts } from '../keyboard';
import { edgeSentence } from '../names';
import { useGraphActions } from './GraphActions';
import { GraphEdge, MeshFlowEdge } from './GraphEdge';
import { GraphNode, MeshFlowNode } from './GraphNode';
import { ZoomControls } from './ZoomControls';
import styles from './MeshFlow.module.css';

const NODE_TYPES = { mesh: GraphNode };
const EDGE_TYPES = { mesh: GraphEdge };
/** The tag of the component stands above its card, the legend below the graph, the zoom buttons beside it. */
const FIT = {
  padding: { top: '28px', right: '24px', bottom: '88px', left: '12px' },
  maxZoom: 1,
  minZoom: 0.2,
} as const;

/** Where all of the graph fits only below the first, it opens around the component at the second. */
const SMALLEST_OPENING_ZOOM = 0.5;
const OPENING_ZOOM = 0.75;

const ARROWS = {
  ArrowLeft: 'caller',
  ArrowRight: 'callee',
  ArrowUp: 'up',
  ArrowDown: 'down',
} as const;

interface MeshFlowProps {
  name: string;
  graph: MeshGraph;
  layout: Layout;
  model: RenderModel;
  homeNamespace: string | undefined;
  showCluster: boolean;
  /** Changes when another graph is shown: then all of it is brought into view. */
  fitKey: string;
  /** Ids that a search found; everything else is dimmed. */
  found: ReadonlySet<string> | undefined;
}

/** The graph on its canvas, with zoom and keys. */
export function MeshFlow(props: MeshFlowProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
}

function Flow(props: MeshFlowProps) {
  const { name, graph, layout, model, fitKey } = props;
  const t = useTranslate();
  const flow = useReactFlow();
  const { select, selected } = useGraphActions();
  const canvas = useRef<HTMLDivElement>(null);
  const nodes = useFlowNodes(props);
  const edges = useFlowEdges(props);

  const home = useRef<Layout['positions'][string]>();
  const homeNode = [...graph.nodes.values()].find(({ focus }) => focus);
  home.current = homeNode && layout.positions[homeNode.node.id];
  useEffect(() => {
    const frame = requestAnimationFrame(async () => {
      await flow.fitView(FIT);
      // cards that nobody can read tell nothing: then the graph opens around the component instead
      if (home.current && flow.getZoom() < SMALLEST_OPENING_ZOOM) {
        flow.setCenter(
          home.current.x + NODE_WIDTH / 2,
          home.current.y + NODE_HEIGHT / 2,
          { zoom: OPENING_ZOOM },
        );
      }
    });
    return () => cancelAnimationFrame(frame);
  }, [flow, fitKey]);

  // a panel that opens or closes: all stays in view where all can be read, and while nobody has moved the canvas
  const width = useStore(state => state.width);
  const moved = useRef(false);
  useEffect(() => {
    moved.current = false;
  }, [fitKey]);
  useEffect(() => {
    const all = flow.getNodesBounds(flow.getNodes());
    const height = canvas.current?.clientHeight ?? 0;
    const zoom = Math.min(
      (width - 36) / all.width,
      (height - 116) / all.height,
    );
    if (!moved.current && zoom >= OPENING_ZOOM) {
      flow.fitView({ ...FIT, duration: 160 });
    }
  }, [flow, width]);

  // a panel or a sheet that opens must not hide what it is about
  const pannedTo = useRef<string>();
  useEffect(() => {
    const element = canvas.current;
    const id =
      selected?.type === 'edge'
        ? model.edges.find(edge => edge.id === selected.id)?.target
        : selected?.id;
    const place = id !== undefined ? layout.positions[id] : undefined;
    // a refresh makes a new model, and must not pan
    if (!element || !place || pannedTo.current === selected?.id) {
      return undefined;
    }
    const timer = setTimeout(() => {
      pannedTo.current = selected?.id;
      const { x, y, zoom } = flow.getViewport();
      const right = (place.x + NODE_WIDTH) * zoom + x;
      const bottom = (place.y + NODE_HEIGHT) * zoom + y;
      const left = place.x * zoom + x;
      const top = place.y * zoom + y;
      const dx = outOf(left, right, element.clientWidth);
      const dy = outOf(top, bottom, element.clientHeight);
      if (dx || dy) {
        flow.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: 250 });
      }
    }, 180);
    return () => clearTimeout(timer);
  }, [flow, selected, layout, model.edges]);

  const focus = (selector: string) =>
    canvas.current?.querySelector<HTMLElement>(selector)?.focus();

  useKeyDown(canvas, event => {
    const direction = ARROWS[event.key as keyof typeof ARROWS];
    if (!direction || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const { nodeId, edgeId } = underFocus();
    const next =
      nodeId === undefined
        ? endOf(edgeId, direction, model)
        : neighbourOf(nodeId, direction, graph, layout.positions, compareEdges);
    if (next) {
      event.preventDefault();
      focus(`[data-node-id="${CSS.escape(next)}"]`);
    }
  });
  useShortcuts(canvas, {
    e: event => {
      const { nodeId, edgeId } = underFocus();
      const next = nextCall(nodeId, edgeId, graph, model);
      if (next) {
        event.preventDefault();
        focus(`[data-edge-id="${CSS.escape(next)}"]`);
      }
    },
    '+': () => flow.zoomIn(),
    '=': () => flow.zoomIn(),
    '-': () => flow.zoomOut(),
    '0': () => flow.fitView(FIT),
  });

  return (
    <div
      ref={canvas}
      className={styles.canvas}
      role="group"
      aria-label={t('topology.graph', { name })}
      aria-describedby="service-mesh-graph-help"
    >
      <span id="service-mesh-graph-help" className={styles.help}>
        {t('topology.graphHelp')}
      </span>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        minZoom={0.1}
        maxZoom={2}
        fitView
        fitViewOptions={FIT}
        zoomOnDoubleClick={false}
        onPaneClick={() => select(undefined)}
        onMoveStart={event => {
          // moves by the program come without an event
          moved.current ||= event !== null;
        }}
        attributionPosition="bottom-center"
      />
      <ZoomControls
        onIn={() => flow.zoomIn()}
        onOut={() => flow.zoomOut()}
        onFit={() => flow.fitView(FIT)}
      />
    </div>
  );
}

/** The node or the call whose button has the focus. */
function underFocus(): { nodeId?: string; edgeId?: string } {
  const { nodeId, edgeId } =
    (document.activeElement as HTMLElement | null)?.dataset ?? {};
  return { nodeId, edgeId };
}

/** How far something must be moved to be in view, with a margin. */
function outOf(start: number, end: number, length: number): number {
  if (start < 16) {
    return 16 - start;
  }
  return end > length - 16 ? length - 16 - end : 0;
}

/** The node that an arrow key goes to from a call. */
function endOf(
  edgeId: string | undefined,
  direction: (typeof ARROWS)[keyof typeof ARROWS],
  model: RenderModel,
): string | undefined {
  const edge = model.edges.find(({ id }) => id === edgeId);
  return direction === 'caller' ? edge?.source : edge?.target;
}

/** The next call of the node in focus, worst first, round and round. */
function nextCall(
  nodeId: string | undefined,
  edgeId: string | undefined,
  graph: MeshGraph,
  model: RenderModel,
): string | undefined {
  const current = model.edges.find(({ id }) => id === edgeId);
  const owner = nodeId ?? current?.source;
  if (owner === undefined) {
    return undefined;
  }
  const calls = [
    ...(graph.outgoing.get(owner) ?? []),
    ...(nodeId ? graph.incoming.get(owner) ?? [] : []),
  ].sort(compareEdges);
  const drawn = calls
    .map(({ id }) => id)
    .filter(id => model.edges.some(edge => edge.id === id));
  return drawn[(drawn.indexOf(edgeId ?? '') + 1) % drawn.length];
}

function useFlowNodes(props: MeshFlowProps): MeshFlowNode[] {
  const { model, homeNamespace, showCluster, found } = props;
  return useMemo(
    () =>
      model.nodes.map(view => ({
        id: view.id,
        type: 'mesh',
        position: view.position,
        width: NODE_WIDTH,
        height: NODE_HEIGHT,
        data: {
          view,
          homeNamespace,
          showCluster,
          dimmed: found !== undefined && !found.has(view.id),
        },
      })),
    [model, homeNamespace, showCluster, found],
  );
}

function useFlowEdges(props: MeshFlowProps): MeshFlowEdge[] {
  const { model, graph, found } = props;
  const t = useTranslate();
  const n = useNumbers();
  return useMemo(
    () =>
      model.edges.map(view => ({
        id: view.id,
        type: 'mesh',
        source: view.source,
        target: view.target,
        data: {
          view,
          sentence: edgeSentence(view.bundle.edges[0], graph, t, n),
          dimmed:
            found !== undefined &&
            !found.has(view.source) &&
            !found.has(view.target),
        },
      })),
    [model, graph, found, t, n],
  );
}
