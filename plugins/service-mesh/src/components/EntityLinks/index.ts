export { EntityLinks, EntityName } from './EntityLinks';
