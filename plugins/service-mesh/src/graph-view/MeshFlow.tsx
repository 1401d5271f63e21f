import {
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import {
  MeshGraph,
  PlacedGraph,
  Point,
  RouteMemory,
  Size,
  renderGraph,
} from '../graph';
import { EdgeLayer } from './EdgeLayer';
import { edgeLabel } from './edgeLabel';
import { FlowContext, FlowContextProvider } from './FlowContext';
import { FlowStore } from './FlowStore';
import { GraphFrame } from './GraphFrame';
import { useGraphActions } from './GraphActions';
import { GraphNode } from './GraphNode';
import { NearNode } from './NearNode';
import { Overview } from './Overview';
import { OverviewMap } from './OverviewMap';
import { TrafficDots } from './TrafficDots';
import { useTrafficSetting } from './trafficSetting';
import { useArea } from './useArea';
import { useFlowKeys } from './useFlowKeys';
import { useFlowMoves } from './useFlowMoves';
import { useFlowParts } from './useFlowParts';
import { Centred, ZOOM, openingView, useFlowViewport } from './useFlowViewport';
import { useFoundShown } from './useFoundShown';
import { useWords } from './Words';
import { ZoomControls } from './ZoomControls';
import { ZOOM_LEVELS, zoomLevel } from './zoomLevels';
import styles from './MeshFlow.module.css';

const NODE_TYPES = { mesh: GraphNode, frame: GraphFrame };

/** Graphs with more parts keep off the page what is not in view. */
const MAX_PARTS = 120;

/** With more lines than this healthy ones step back, or nothing else is to be seen. */
const MANY_LINES = 150;

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
  const zoom = useStore(state => zoomLevel(state.transform[2]));
  const step = ready ? zoom : zoomLevel(opening.zoom);
  const { level, labels } = ZOOM_LEVELS[step];
  const many = graph.nodes.size + graph.edges.size > MAX_PARTS;
  const routed = level !== 'mark';
  const area = useArea(many && routed, opening, size);
  const apart = selected?.type === 'node' ? selected.id : undefined;
  const [routes] = useState(() => new RouteMemory());
  const model = useMemo(
    () =>
      renderGraph(graph, placed, {
        ...(labels && { label: each => edgeLabel(each, t, n) }),
        crowd: MANY_LINES,
        routed,
        area,
        apart,
        routes,
      }),
    [labels, routed, area, apart, routes, graph, placed, t, n],
  );

  const [store] = useState(() => new FlowStore());
  const [near] = useState(() => new NearNode());
  useMemo(() => store.take(model), [store, model]);
  useLayoutEffect(() => store.tell(), [store, model]);

  const { nodes, lines } = useFlowParts(model, {
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
  const foundShown = useFoundShown(graph, found);
  const latestToggle = useRef(toggleGroup);
  latestToggle.current = toggleGroup;
  // the same for every answer: all parts of the graph have it
  const openGroup = useCallback((key: string) => latestToggle.current(key), []);
  const { homeNamespace, showCluster } = props;
  const domNode = useStore(state => state.domNode);
  // each label could look for its own itself, and would with each move of the canvas
  const [edgeLayer, labelLayer] = useMemo(
    () =>
      ['edges', 'edgelabel-renderer'].map(
        part => domNode?.querySelector(`.react-flow__${part}`) ?? null,
      ),
    [domNode],
  );
  const context = useMemo<FlowContext>(
    () => ({
      store,
      near,
      level,
      labels,
      hiddenLabels: !many,
      askedCall,
      homeNamespace,
      showCluster,
      found: foundShown,
      graph: () => latestGraph.current,
      toggleGroup: openGroup,
      labelLayer,
    }),
    [
      store,
      near,
      level,
      labels,
      many,
      askedCall,
      homeNamespace,
      showCluster,
      foundShown,
      openGroup,
      labelLayer,
    ],
  );
  const moves = useFlowMoves(model, move);
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
          nodeTypes={NODE_TYPES}
          onNodesChange={moves}
          nodeDragThreshold={4}
          nodesConnectable={false}
          nodesFocusable={false}
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
              onOpenGroup={openGroup}
            />
          )}
          <EdgeLayer lines={lines} layer={edgeLayer} />
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
