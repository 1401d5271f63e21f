import type {
  Dependency,
  DependencySuggestion,
} from '@backstage-mesh/plugin-service-mesh-common';

/** A line of a catalog-info.yaml, as it is or as it is to be added. */
export interface CatalogLine {
  text: string;
  added: boolean;
}

/** The lines that declare one dependency, under the key that they belong to. */
export function suggestionLines({
  relation,
  targetRefs,
}: DependencySuggestion): CatalogLine[] {
  return [
    { text: 'spec:', added: false },
    { text: `  ${relation}:`, added: false },
    ...targetRefs.map(ref => ({ text: `    - ${ref}`, added: true })),
  ];
}

/** The same as text that can be pasted. */
export function suggestionText(suggestion: DependencySuggestion): string {
  return suggestionLines(suggestion)
    .map(({ text }) => `${text}\n`)
    .join('');
}

/** What to add to the catalog, one YAML document per entity, ascending by its reference; undeclared ones of entities alone. */
export function catalogAdditions(dependencies: readonly Dependency[]): string {
  const byEntity = new Map<string, Map<string, Set<string>>>();
  for (const { source, suggestion } of dependencies) {
    if (source.entityRef && suggestion) {
      const relations = byEntity.get(source.entityRef) ?? new Map();
      byEntity.set(source.entityRef, relations);
      const refs = relations.get(suggestion.relation) ?? new Set();
      relations.set(suggestion.relation, refs);
      suggestion.targetRefs.forEach(ref => refs.add(ref));
    }
  }
  return [...byEntity]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([ref, relations]) =>
      [
        `# ${ref}`,
        'spec:',
        ...[...relations]
          .sort()
          .flatMap(([relation, refs]) => [
            `  ${relation}:`,
            ...[...refs].sort().map(each => `    - ${each}`),
          ]),
      ].join('\n'),
    )
    .map(document => `${document}\n`)
    .join('---\n');
}
