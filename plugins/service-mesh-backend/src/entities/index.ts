export * from './EntityMatch';
