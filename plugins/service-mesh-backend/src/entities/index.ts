export * from './CatalogParts';
export type { DeclaredEntity } from './DeclaredEntity';
export * from './EntityMatch';
export * from './EntityWorkloadIndex';
