export type { EntityFacts, EntityFactsByRef, NamedEntity } from './EntityFacts';
export { useEntityFacts } from './useEntityFacts';
