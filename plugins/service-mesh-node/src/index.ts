/**
 * What a third party needs to add a mesh, a source of metrics or clusters to the Service Mesh plugin.
 *
 * @packageDocumentation
 */
export * from './cluster';
export * from './errors';
export * from './extensions';
export * from './gateways';
export * from './inventory';
export * from './mesh';
export * from './metrics';
export * from './rules';
export * from './tap';
export * from './tapError';
export * from './traffic';
