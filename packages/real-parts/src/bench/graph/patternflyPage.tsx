import {
  DefaultEdge,
  DefaultNode,
  ScaleDetailsLevel,
  GraphComponent,
  GraphElement,
  Model,
  ModelKind,
  Node,
  NodeShape,
  Visualization,
  VisualizationProvider,
  VisualizationSurface,
  observer,
  withPanZoom,
} from '@patternfly/react-topology';
import type { Topology } from '@backstage-mesh/plugin-service-mesh-common';
import '@patternfly/react-topology/dist/esm/css/topology-components.css';
import '@patternfly/react-topology/dist/esm/css/topology-view.css';
// eslint-disable-next-line @backstage/no-undeclared-imports -- a private page, which has no host to take it from
import { createRoot } from 'react-dom/client';

/** Where the nodes stand: the same places for both, so that drawing is compared, and not layouts. */
type Positions = Record<string, { x: number; y: number }>;

declare global {
  interface Window {
    patternflyBench: {
      show(topology: Topology, positions: Positions): number;
      update(topology: Topology): void;
      /** Zooms to a scale, around the middle of the graph. */
      zoom(scale: number): void;
    };
  }
}

/** Labels only where they can be read, as Kiali has it. */
const MeshNode = observer(function MeshNodeView({
  element,
}: {
  element: GraphElement;
}) {
  const node = element as Node;
  const detailed = node.getGraph().getDetailsLevel() === ScaleDetailsLevel.high;
  const { rate, success } = node.getData();
  return (
    <DefaultNode
      element={node}
      showLabel={detailed}
      secondaryLabel={detailed ? `${rate} rps · ${success} %` : undefined}
      showStatusDecorator={detailed}
    />
  );
});

const MeshEdge = observer(function MeshEdgeView({
  element,
}: {
  element: GraphElement;
}) {
  const detailed =
    element.getGraph().getDetailsLevel() === ScaleDetailsLevel.high;
  return (
    <DefaultEdge
      element={element as never}
      tag={detailed ? element.getData().rate : undefined}
    />
  );
});

let places: Positions = {};

const controller = new Visualization();
controller.registerComponentFactory((kind, type) => {
  switch (type) {
    case 'graph':
      return withPanZoom()(GraphComponent as never) as never;
    case 'node':
      return MeshNode as never;
    case 'edge':
      return MeshEdge as never;
    default:
      return kind === ModelKind.graph ? (GraphComponent as never) : undefined;
  }
});

function modelOf({ nodes, edges }: Topology, positions: Positions): Model {
  return {
    graph: { id: 'mesh', type: 'graph' },
    nodes: nodes.map(({ id, name, stats }) => ({
      id,
      type: 'node',
      label: name,
      shape: NodeShape.ellipse,
      width: 48,
      height: 48,
      x: positions[id].x,
      y: positions[id].y,
      status: ((stats.successRate ?? 1) < 0.95 ? 'danger' : 'success') as never,
      data: {
        rate: stats.requestsPerSecond?.toFixed(1),
        success: (100 * (stats.successRate ?? 1)).toFixed(1),
      },
    })),
    edges: edges.map(({ id, source, target, stats }) => ({
      id,
      type: 'edge',
      source,
      target,
      data: { rate: stats.requestsPerSecond?.toFixed(1) },
    })),
  };
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <VisualizationProvider controller={controller}>
    <div style={{ position: 'fixed', inset: 0 }}>
      <VisualizationSurface />
    </div>
  </VisualizationProvider>,
);

window.patternflyBench = {
  show(topology, positions) {
    const at = performance.now();
    places = positions;
    controller.fromModel(modelOf(topology, positions), false);
    controller.getGraph().fit(40);
    return at;
  },
  update(topology) {
    controller.fromModel(modelOf(topology, places), true);
  },
  zoom(scale) {
    const graph = controller.getGraph();
    graph.scaleBy(scale / graph.getScale());
  },
};
