export { serviceMeshApiRef } from './ServiceMeshApi';
export type {
  MeasureOptions,
  ServiceMeshApi,
  ServiceMeshRequestOptions,
  TapHandlers,
  TapTarget,
} from './ServiceMeshApi';
export { ServiceMeshClient } from './ServiceMeshClient';
