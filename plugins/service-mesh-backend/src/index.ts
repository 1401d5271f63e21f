/**
 * The backend of the Service Mesh plugin for Backstage.
 *
 * @packageDocumentation
 */
export { serviceMeshPlugin as default } from './plugin';
