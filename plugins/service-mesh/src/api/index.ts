export { serviceMeshApiRef } from './ServiceMeshApi';
export type {
  MeasureOptions,
  MeshScope,
  ServiceMeshApi,
  ServiceMeshRequestOptions,
  TapHandlers,
  TapTarget,
} from './ServiceMeshApi';
export { ServiceMeshClient } from './ServiceMeshClient';
