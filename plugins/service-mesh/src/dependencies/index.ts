export { DependencyCard } from './DependencyCard';
export { DependencyPanel } from './DependencyPanel';
export { DependencyTab } from './DependencyTab';
export {
  dependencyParameters,
  readDependencyChoices,
} from './dependencyAddress';
export type { DependencyChoices } from './dependencyAddress';
export { markUndeclared } from './markUndeclared';
export { useDependencies } from './useDependencies';
export { useDependencyList } from './useDependencyList';
export { useUndeclared } from './useUndeclared';
