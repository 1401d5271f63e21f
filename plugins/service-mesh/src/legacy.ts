/**
 * The same screens for apps on the legacy frontend system.
 *
 * @packageDocumentation
 */
export {
  EntityServiceMeshCard,
  EntityServiceMeshDependenciesCard,
  EntityServiceMeshStatsContent,
  EntityServiceMeshTapContent,
  EntityServiceMeshTopologyContent,
  EntityServiceMeshWarning,
  ServiceMeshPage,
  serviceMeshPlugin,
} from './legacyPlugin';
export { isServiceMeshAvailable, isTopologyAvailable } from './availability';
