/**
 * The same screens for apps on the legacy frontend system.
 *
 * @packageDocumentation
 */
export {
  EntityServiceMeshCard,
  EntityServiceMeshStatsContent,
  EntityServiceMeshTapContent,
  EntityServiceMeshTopologyContent,
  EntityServiceMeshWarning,
  serviceMeshPlugin,
} from './legacyPlugin';
export { isServiceMeshAvailable } from './availability';
