import type {
  Dependency,
  DependencySuggestion,
} from '@backstage-mesh/plugin-service-mesh-common';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

/** What the parts of a reference may be made of, as the catalog itself says: nothing that means something in YAML. */
const PART = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

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
    ...validRefs(targetRefs).map(ref => ({ text: refLine(ref), added: true })),
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
    const [sourceRef] = validRefs([source.entityRef ?? '']);
    if (
      sourceRef &&
      suggestion &&
      validRefs(suggestion.targetRefs).length > 0
    ) {
      const relations = byEntity.get(sourceRef) ?? new Map();
      byEntity.set(sourceRef, relations);
      const refs = relations.get(suggestion.relation) ?? new Set();
      relations.set(suggestion.relation, refs);
      validRefs(suggestion.targetRefs).forEach(ref => refs.add(ref));
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
            ...[...refs].sort().map(refLine),
          ]),
      ].join('\n'),
    )
    .map(document => `${document}\n`)
    .join('---\n');
}

/**
 * The references among texts, which somebody may have written into the file of another team. What is none would be read as lines of
 * its own.
 */
export function validRefs(texts: readonly string[]): string[] {
  return texts.flatMap(text => {
    try {
      const ref = parseEntityRef(text);
      return [ref.kind, ref.namespace, ref.name].every(part => PART.test(part))
        ? stringifyEntityRef(ref)
        : [];
    } catch {
      return [];
    }
  });
}

function refLine(ref: string): string {
  return `    - '${ref}'`;
}
