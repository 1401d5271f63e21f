export * from './Cluster';
export * from './ClusterRegistry';
export * from './HttpClusterConnection';
export * from './locateClusters';
export * from './readySnapshot';
