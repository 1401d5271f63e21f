export { openGroupsParameter, readOpenGroups } from './openGroups';
export { readSelection, selectionParameter } from './selection';
export type { Selection } from './selection';
export { tapPath, tapPathOfCall } from './tapPath';
export { readTexts, textsParameter } from './textSet';
export { workloadParameter } from './workloadParameter';
