export { GraphActionsProvider, useGraphActions } from '../graph-view';
export type { GraphActions, Selection } from '../graph-view';
