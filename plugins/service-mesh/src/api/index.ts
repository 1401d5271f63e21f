export { serviceMeshApiRef } from './ServiceMeshApi';
export type {
  DependencyOptions,
  MeasureOptions,
  MeshScope,
  ServiceMeshApi,
  ServiceMeshRequestOptions,
  TapHandlers,
  TapTarget,
} from './ServiceMeshApi';
export { ServiceMeshClient } from './ServiceMeshClient';
