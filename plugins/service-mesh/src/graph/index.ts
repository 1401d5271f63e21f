export type { BorderTraffic } from './borderTraffic';
export { compareEdges, compareNodes } from './compare';
export { edgeWidth } from './edgePaths';
export { filterGraph } from './filter';
export {
  MAX_UNGROUPED_NODES,
  compareGroups,
  groupGraph,
  groupId,
  startOpen,
} from './group';
export type { GroupName, GroupOf } from './group';
export { judgePast } from './judgePast';
export { layoutGraph, NODE_HEIGHT, NODE_WIDTH } from './layout';
export type { Layout, LayoutInput, Point } from './layout';
export { modelTopology } from './model';
export type { GraphEdge, GraphGroup, GraphNode, MeshGraph } from './model';
export { neighbourOf } from './navigate';
export { nodeStats } from './nodeStats';
export { peerGraph } from './peerGraph';
export { placeNew } from './placeNew';
export {
  COMPACT_HEIGHT,
  COMPACT_WIDTH,
  isOutside,
  renderGraph,
} from './render';
export type { EdgeLabelText, EdgeView, NodeView, RenderModel } from './render';
export type { EdgeBundle } from './simplify';
export { blastRadius } from './blastRadius';
export type { BlastRadius } from './blastRadius';
export { focusNodes } from './focus';
export { shortestPaths } from './path';
export type { MeshPath, ShortestPaths } from './path';
