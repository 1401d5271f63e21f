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
  serviceMeshPlugin,
} from './legacyPlugin';
export { isServiceMeshAvailable } from './availability';
