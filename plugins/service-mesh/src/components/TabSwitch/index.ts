export { TabSwitch } from './TabSwitch';
export { useTabPaths } from './useTabPaths';
export { useTapPath } from './useTapPath';
export type { MeshTab } from './useTabPaths';
