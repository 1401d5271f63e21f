export * from './EntityMatch';
export * from './EntityWorkloadIndex';
