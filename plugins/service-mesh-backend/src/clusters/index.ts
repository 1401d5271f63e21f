export * from './Cluster';
