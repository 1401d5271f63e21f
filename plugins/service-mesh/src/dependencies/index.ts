export { DependencyCard } from './DependencyCard';
export { DependencyPanel } from './DependencyPanel';
export { DependencyTab } from './DependencyTab';
export { DEPENDENCY_STATES, countStates } from './dependencyRows';
export { useDependencies } from './useDependencies';
