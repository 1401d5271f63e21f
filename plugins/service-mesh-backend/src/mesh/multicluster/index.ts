export { passedOn, showCallersElsewhere } from './callersElsewhere';
export type { CallsFromElsewhere } from './callersElsewhere';
export { clusterCalled } from './clusterCalled';
export { Origins } from './Origins';
export { otherClusters } from './otherClusters';
