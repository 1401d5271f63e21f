export { serviceMeshApiRef } from './ServiceMeshApi';
export type {
  ServiceMeshApi,
  ServiceMeshRequestOptions,
  TapHandlers,
  TapTarget,
} from './ServiceMeshApi';
export { ServiceMeshClient } from './ServiceMeshClient';
