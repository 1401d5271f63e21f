/**
 * Topology, stats and live tap of the service mesh on every component page.
 *
 * @packageDocumentation
 */
export { serviceMeshPlugin as default } from './plugin';
export {
  ServiceMeshClient,
  serviceMeshApiRef,
  type DependencyOptions,
  type MeasureOptions,
  type MeshScope,
  type ServiceMeshApi,
  type ServiceMeshRequestOptions,
  type TapHandlers,
  type TapTarget,
} from './api';
export { isServiceMeshAvailable, isTopologyAvailable } from './availability';
export { serviceMeshTranslationRef } from './translation';
