export { GraphActionsProvider, useGraphActions } from './GraphActions';
export type { GraphActions, Selection } from './GraphActions';
export { edgeLabel } from './edgeLabel';
export { MeshGraphView } from './MeshGraphView';
export { graphSvg } from './graphSvg';
export { paletteOf } from './palette';
export { ChangeNotice } from './ChangeNotice';
export { useChanges } from './useChanges';
export type { ChangesSinceLook } from './useChanges';
