export * from './readServiceMeshConfig';
export * from './ServiceMeshConfig';
