import { DEFAULT_NAMESPACE, parseEntityRef } from '@backstage/catalog-model';
import type { TopologyNode } from '@backstage-mesh/plugin-service-mesh-common';
import type { GroupKind, GroupOf } from '../graph';
import type { EntityFactsByRef, NamedEntity } from './EntityFacts';

/** What the nodes of a mesh can be put together by. */
export const GROUPINGS = [
  'system',
  'domain',
  'owner',
  'namespace',
  'cluster',
  'none',
] as const satisfies readonly (GroupKind | 'none')[];

export type Grouping = (typeof GROUPINGS)[number];

/** Whether only the catalog knows the groups. */
export function asksCatalog(grouping: Grouping): boolean {
  return ['system', 'domain', 'owner'].includes(grouping);
}

/** The group of a node in a namespace; also where the catalog knows no better. */
export function namespaceGroup({ cluster, namespace }: TopologyNode) {
  return namespace
    ? {
        key: `${cluster}/${namespace}`,
        title: namespace,
        kind: 'namespace' as const,
      }
    : undefined;
}

/** The same on a graph of several clusters, which may have namespaces of the same name. */
function placedNamespace(node: TopologyNode) {
  const group = namespaceGroup(node);
  return group && { ...group, place: node.cluster };
}

/**
 * Tells the group of each node. A node whose entity has no system, domain or owner, or that no entity claims, stands with its
 * namespace: alone, many of them would hide what the catalog knows.
 *
 * @returns undefined where nothing is put together
 */
export function groupingOf(
  grouping: Grouping,
  entities: EntityFactsByRef,
): GroupOf | undefined {
  switch (grouping) {
    case 'none':
      return undefined;
    case 'cluster':
      return ({ cluster }) => ({
        key: cluster,
        title: cluster,
        kind: 'cluster',
      });
    case 'namespace':
      return placedNamespace;
    default:
      return node =>
        named(firstKnown(node, entities, grouping), grouping) ??
        placedNamespace(node);
  }
}

function firstKnown(
  { entityRefs }: TopologyNode,
  entities: EntityFactsByRef,
  grouping: 'system' | 'domain' | 'owner',
): NamedEntity | undefined {
  for (const ref of entityRefs) {
    const found = entities.get(ref)?.[grouping];
    if (found) {
      return found;
    }
  }
  return undefined;
}

function named(entity: NamedEntity | undefined, kind: GroupKind) {
  return (
    entity && {
      key: entity.ref,
      title: entity.title,
      place: placeOfRef(entity.ref),
      kind,
    }
  );
}

/** The catalog's namespace of an entity, where it is not the usual one: systems of two of them may have the same title. */
function placeOfRef(ref: string): string | undefined {
  const { namespace } = parseEntityRef(ref);
  return namespace === DEFAULT_NAMESPACE ? undefined : namespace;
}
