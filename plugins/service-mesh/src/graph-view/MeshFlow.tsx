import {
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import {
  MeshGraph,
  PlacedGraph,
  Point,
  RenderModel,
  Size,
  renderGraph,
} from '../graph';
import { edgeLabel } from './edgeLabel';
import { FlowContext, FlowContextProvider } from './FlowContext';
import { FlowStore } from './FlowStore';
import { GraphFrame } from './GraphFrame';
import { useGraphActions } from './GraphActions';
import { GraphEdge } from './GraphEdge';
import { GraphNode } from './GraphNode';
import type { LevelOfDetail } from './NodeCard';
import { Overview } from './Overview';
import { OverviewMap } from './OverviewMap';
import { TrafficDots } from './TrafficDots';
import { useTrafficSetting } from './trafficSetting';
import { useArea } from './useArea';
import { useFlowKeys } from './useFlowKeys';
import { useFlowParts } from './useFlowParts';
import { Centred, ZOOM, openingView, useFlowViewport } from './useFlowViewport';
import { useWords } from './Words';
import { ZoomControls } from './ZoomControls';
import styles from './MeshFlow.module.css';

const NODE_TYPES = { mesh: GraphNode, frame: GraphFrame };
const EDGE_TYPES = { mesh: GraphEdge };

/** From these zooms on cards tell everything, and their name and success. Below, all is one canvas. */
const FULL_ZOOM = 0.75;
const SHORT_ZOOM = 0.4;

/** Labels cannot be read below. */
const LABEL_ZOOM = 0.6;

/** What can be read at a zoom; the same in between, so that moving the canvas draws nothing anew. */
const LEVELS: readonly {
  from: number;
  level: LevelOfDetail;
  labels: boolean;
}[] = [
  { from: FULL_ZOOM, level: 'full', labels: true },
  { from: LABEL_ZOOM, level: 'short', labels: true },
  { from: SHORT_ZOOM, level: 'short', labels: false },
  { from: 0, level: 'mark', labels: false },
];

/** Graphs with more parts keep off the page what is not in view. */
const MAX_PARTS = 120;

/** With more calls than this healthy ones step back, or nothing else is to be seen. */
const MANY_LINES = 250;

interface MeshFlowProps {
  name: string;
  graph: MeshGraph;
  placed: PlacedGraph;
  homeNamespace: string | undefined;
  showCluster: boolean;
  /** Changes when another graph is shown: then all of it is brought into view. */
  fitKey: string;
  /** Ids that a search found; everything else is dimmed. */
  found: ReadonlySet<string> | undefined;
  /** The node that a search came to. */
  centred: Centred | undefined;
  toggleGroup(key: string): void;
  move(id: string, by: Point): void;
  reset(): void;
}

/** The graph on its canvas, with zoom and keys. */
export function MeshFlow(props: MeshFlowProps) {
  const [size, setSize] = useState<Size>();
  const frame = useRef<HTMLDivElement>(null);
  // the first view depends on the room that there is
  useLayoutEffect(() => {
    const { clientWidth = 0, clientHeight = 0 } = frame.current ?? {};
    setSize({ width: clientWidth, height: clientHeight });
  }, []);
  return (
    <div ref={frame} className={styles.canvas}>
      {size && (
        <ReactFlowProvider>
          <Flow {...props} size={size} />
        </ReactFlowProvider>
      )}
    </div>
  );
}

function Flow(props: MeshFlowProps & { size: Size }) {
  const { name, graph, placed, fitKey, size, found, toggleGroup, move } = props;
  const { t, n } = useWords();
  const flow = useReactFlow();
  const { select, selected } = useGraphActions();
  const canvas = useRef<HTMLDivElement>(null);
  const homeId = useMemo(
    () => [...graph.nodes.values()].find(({ focus }) => focus)?.id,
    [graph],
  );

  // what is drawn first depends on the zoom, and that on what is to be drawn
  const [opening] = useState(() =>
    openingView(
      { model: renderGraph(graph, placed, { routed: false }), placed, homeId },
      size,
    ),
  );
  const ready = useStore(state => state.panZoom !== null);
  const zoom = useStore(state => zoomStep(state.transform[2]));
  const step = ready ? zoom : zoomStep(opening.zoom);
  const { level, labels } = LEVELS[step];
  const many = graph.nodes.size + graph.edges.size > MAX_PARTS;
  const manyLines = graph.edges.size > MANY_LINES;
  const routed = level !== 'mark';
  const area = useArea(many && routed, opening, size);
  const model = useMemo(
    () =>
      renderGraph(graph, placed, {
        ...(labels && { label: each => edgeLabel(each, t, n) }),
        crowded: manyLines,
        routed,
        area,
      }),
    [labels, manyLines, routed, area, graph, placed, t, n],
  );

  const [store] = useState(() => new FlowStore());
  useMemo(() => store.take(model), [store, model]);
  useLayoutEffect(() => store.tell(), [store, model]);

  const { nodes, edges } = useFlowParts(model, {
    empty: level === 'mark',
    draggable: true,
  });
  const { fitAll, reveal, onMoved } = useFlowViewport(
    canvas,
    { model, placed, homeId },
    { fitKey, selected, centred: props.centred },
  );
  const zoomIn = () => {
    onMoved();
    flow.zoomIn();
  };
  const zoomOut = () => {
    onMoved();
    flow.zoomOut();
  };
  const [current, setCurrent] = useState<string>();
  const [askedCall, setAskedCall] = useState<string>();
  useFlowKeys(
    canvas,
    { graph, placed, model },
    {
      zoomIn,
      zoomOut,
      fitAll,
      reveal(id) {
        setCurrent(id);
        reveal(id);
      },
      mountCall: setAskedCall,
    },
  );

  const latestGraph = useRef(graph);
  latestGraph.current = graph;
  const foundShown = useMemo(() => shownOf(graph, found), [graph, found]);
  const { homeNamespace, showCluster } = props;
  const domNode = useStore(state => state.domNode);
  // each label could look for it itself, and would with each move of the canvas
  const labelLayer = useMemo(
    () =>
      domNode?.querySelector<HTMLElement>('.react-flow__edgelabel-renderer') ??
      null,
    [domNode],
  );
  const context = useMemo<FlowContext>(
    () => ({
      store,
      level,
      labels,
      hiddenLabels: !many,
      askedCall,
      manyLines,
      homeNamespace,
      showCluster,
      found: foundShown,
      graph: () => latestGraph.current,
      toggleGroup,
      labelLayer,
    }),
    [
      store,
      level,
      labels,
      many,
      askedCall,
      manyLines,
      homeNamespace,
      showCluster,
      foundShown,
      toggleGroup,
      labelLayer,
    ],
  );
  const moves = useMoves(model, move);
  const clear = useCallback(() => select(undefined), [select]);
  const onMoveStart = useCallback(
    (event: unknown) => {
      // moves by the program come without an event
      if (event) {
        onMoved();
      }
    },
    [onMoved],
  );
  const [traffic, setTraffic] = useTrafficSetting();
  const overview = level === 'mark';
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
      <FlowContextProvider value={context}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          onNodesChange={moves}
          nodeDragThreshold={4}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          onlyRenderVisibleElements={many}
          disableKeyboardA11y
          minZoom={ZOOM.min}
          maxZoom={ZOOM.max}
          defaultViewport={opening}
          zoomOnDoubleClick={false}
          onPaneClick={overview ? undefined : clear}
          onMoveStart={onMoveStart}
          attributionPosition="top-right"
        >
          {overview && (
            <Overview
              graph={graph}
              model={model}
              found={foundShown}
              current={current}
              onCurrent={setCurrent}
              onOpenGroup={toggleGroup}
            />
          )}
          <OverviewMap model={model} />
          {traffic && labels && <TrafficDots model={model} />}
        </ReactFlow>
      </FlowContextProvider>
      <ZoomControls
        onIn={zoomIn}
        onOut={zoomOut}
        onFit={fitAll}
        onReset={props.reset}
        traffic={traffic}
        onTraffic={() => setTraffic(!traffic)}
      />
    </div>
  );
}

function zoomStep(zoom: number): number {
  return LEVELS.findIndex(({ from }) => zoom >= from);
}

/** What of the shown was found: nodes, and groups with a member that was. */
function shownOf(
  graph: MeshGraph,
  found: ReadonlySet<string> | undefined,
): ReadonlySet<string> | undefined {
  if (!found) {
    return undefined;
  }
  const shown = new Set(found);
  for (const { id, members } of graph.groups?.values() ?? []) {
    if (members.some(member => found.has(member.id))) {
      shown.add(id);
    }
  }
  return shown;
}

/** Moves of a person's pointer. */
function useMoves(model: RenderModel, move: MeshFlowProps['move']) {
  const latest = useRef(model);
  useEffect(() => {
    latest.current = model;
  }, [model]);
  return useCallback(
    (changes: readonly { type: string; id?: string; position?: Point }[]) => {
      for (const { type, id, position } of changes) {
        const view =
          type === 'position' &&
          [...latest.current.nodes, ...latest.current.frames].find(
            each => each.id === id,
          );
        if (view && position) {
          const by = {
            x: position.x - view.box.x,
            y: position.y - view.box.y,
          };
          if (by.x || by.y) {
            move('group' in view ? view.group.id : view.id, by);
          }
        }
      }
    },
    [move],
  );
}
