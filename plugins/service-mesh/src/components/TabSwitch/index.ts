export { TabSwitch } from './TabSwitch';
export { useTabPaths } from './useTabPaths';
export type { MeshTab } from './useTabPaths';
