export * from './CatalogParts';
export * from './EntityMatch';
export * from './EntityWorkloadIndex';
