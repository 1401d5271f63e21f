export * from './Cluster';
export * from './HttpClusterConnection';
export * from './locateClusters';
