export { DatabaseLeases } from './DatabaseLeases';
export { openReplicas } from './openReplicas';
export { Replicas } from './Replicas';
