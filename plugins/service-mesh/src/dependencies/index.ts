export { DependencyCard } from './DependencyCard';
export { DependencyPanel } from './DependencyPanel';
export { DependencyTab } from './DependencyTab';
export {
  dependencyParameters,
  readDependencyChoices,
} from './dependencyAddress';
export type { DependencyChoices } from './dependencyAddress';
export { countStates } from './dependencyRows';
export { markUndeclared } from './markUndeclared';
export { useDependencies } from './useDependencies';
