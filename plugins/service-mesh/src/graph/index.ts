export { edgeWidth } from './edgePaths';
export { filterGraph } from './filter';
export { judgePast } from './judgePast';
export { layoutGraph, NODE_HEIGHT, NODE_WIDTH } from './layout';
export type { Layout, LayoutInput, Point } from './layout';
export { modelTopology } from './model';
export type { GraphEdge, GraphNode, MeshGraph } from './model';
export { neighbourOf } from './navigate';
export { peerGraph } from './peerGraph';
export { placeNew } from './placeNew';
export {
  COMPACT_HEIGHT,
  COMPACT_WIDTH,
  compareEdges,
  compareNodes,
  isOutside,
  renderGraph,
} from './render';
export type { EdgeLabelText, EdgeView, NodeView, RenderModel } from './render';
export type { EdgeBundle } from './simplify';
