export type { EntityFacts, EntityFactsByRef, NamedEntity } from './EntityFacts';
export { useCatalogState, useEntityFacts } from './useEntityFacts';
export type { CatalogState } from './useEntityFacts';
export { GROUPINGS, asksCatalog, groupingOf, namespaceGroup } from './grouping';
export type { Grouping } from './grouping';
