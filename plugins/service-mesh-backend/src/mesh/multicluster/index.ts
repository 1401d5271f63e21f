export { passedOn } from './callersElsewhere';
export { clusterCalled } from './clusterCalled';
export { Origins } from './Origins';
export { otherClusters } from './otherClusters';
export { rememberedCallers } from './rememberedCallers';
