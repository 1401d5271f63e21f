export { BoxGrid } from './BoxGrid';
export type { BorderTraffic } from './borderTraffic';
export { changesSince, extendLook, lookAt, markChanges } from './changes';
export type { GraphChanges, Look } from './changes';
export { compareEdges, compareGroups, compareNodes } from './compare';
export { edgeWidth } from './edgeWidth';
export { filterGraph } from './filter';
export { MAX_UNGROUPED_NODES, groupGraph, groupId, startOpen } from './group';
export type { GroupName, GroupOf } from './group';
export { FRAME_PADDING, openInPlace } from './frames';
export type { PlacedGraph } from './frames';
export { groupedInput, layoutGrouped, placeNewGrouped } from './groupLayout';
export type { GroupedInput, GroupedLayout } from './groupLayout';
export {
  GROUP_WIDTH,
  MARKS_PER_ROW,
  MARK_SIZE,
  MAX_MARKS,
  groupSize,
} from './groupSize';
export { judgePast } from './judgePast';
export type { PastOfNode } from './judgePast';
export { layoutGraph } from './layout';
export {
  NODE_HEIGHT,
  NODE_SIZE,
  NODE_WIDTH,
  boundsOf,
  pairKey,
} from './layoutTypes';
export type { Box, Layout, LayoutInput, Point, Size } from './layoutTypes';
export { modelTopology } from './model';
export type {
  GraphEdge,
  GraphGroup,
  GraphNode,
  GroupKind,
  MeshGraph,
} from './model';
export { moveNode } from './moveNode';
export { neighbourOf } from './navigate';
export { nodeStats } from './nodeStats';
export { peerGraph } from './peerGraph';
export { placeNew } from './placeNew';
export { bundleStats } from './lineLooks';
export { isOutside } from './outside';
export { COMPACT_HEIGHT, COMPACT_WIDTH, cardBox, renderGraph } from './render';
export type {
  EdgeLabelText,
  EdgeView,
  FrameView,
  NodeView,
  RenderModel,
} from './renderModel';
export type { EdgeBundle } from './simplify';
export { blastRadius } from './blastRadius';
export type { BlastRadius } from './blastRadius';
export { focusNodes } from './focus';
export { RouteMemory } from './RoutePlan';
export { sameParts } from './sameParts';
export { shortestPaths } from './path';
export type { MeshPath, ShortestPaths } from './path';
export { subgraph } from './subgraph';
export { mapEdges } from './mapEdges';
export { mapStats } from './mapStats';
