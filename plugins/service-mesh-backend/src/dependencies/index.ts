export { scheduleRecorder } from './CallRecorder';
export { CallStore } from './CallStore';
export { createDependencyService } from './createDependencyService';
export type {
  DependencyService,
  SharedDependencies,
} from './DependencyService';
export type { EndNode, SharedDependency, SharedEnd } from './SharedDependency';
