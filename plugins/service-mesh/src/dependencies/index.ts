export { DependencyCard } from './DependencyCard';
export { DependencyPanel } from './DependencyPanel';
export { DependencyTab } from './DependencyTab';
export { DEPENDENCY_STATES, countStates } from './dependencyRows';
export { markUndeclared } from './markUndeclared';
export { useDependencies } from './useDependencies';
