import type {
  MtlsState,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { EntityFacts, EntityFactsByRef } from '../catalog';
import { GraphNode, MeshGraph, nodeStats } from '../graph';
import { failuresPerSecond, judgedSuccess } from '../health';
import type { FieldName } from './fields';

/**
 * What is known of a node, by field. Texts are lists: an owner is found by its reference, its name and its title, and a node can
 * have several. What is absent is unknown; an empty list is a known absence.
 */
export interface NodeFacts {
  texts: Partial<Record<FieldName, readonly string[]>>;
  /** Texts that may be more than those that are known. */
  partial?: ReadonlySet<FieldName>;
  numbers: Partial<Record<FieldName, number>>;
  flags: Partial<Record<FieldName, boolean>>;
  health: string;
}

/** What only the catalog tells. */
const CATALOG_FIELDS: ReadonlySet<FieldName> = new Set([
  'owner',
  'system',
  'domain',
  'lifecycle',
  'entity',
]);

/** What expressions can ask about a node of a graph. */
export function nodeFacts(
  graphNode: GraphNode,
  graph: MeshGraph,
  entities: EntityFactsByRef,
): NodeFacts {
  const { id, node, health } = graphNode;
  const { meshed } = node;
  const stats = nodeStats(graphNode, graph);
  const outgoing = graph.outgoing.get(id) ?? [];
  const incoming = graph.incoming.get(id) ?? [];
  const known = node.entityRefs.flatMap(ref => entities.get(ref) ?? []);
  const success = judgedSuccess(stats);
  // not loaded yet, or not for this viewer to read; of a node that is hidden nothing is known that could be asked for
  const isPartial =
    node.type === 'hidden' || node.entityRefs.some(ref => !entities.has(ref));
  return {
    texts: {
      name: textOf(node, node.name),
      namespace: textOf(node, node.namespace),
      cluster: node.type === 'external' ? [] : [node.cluster],
      kind: [node.kind],
      owner: named(known, entity => entity.owner),
      system: named(known, entity => entity.system),
      domain: named(known, entity => entity.domain),
      lifecycle: known.flatMap(({ lifecycle }) => lifecycle ?? []),
      entity: [
        ...node.entityRefs,
        ...known.flatMap(({ name, title }) => [name, title]),
      ],
    },
    partial: isPartial ? CATALOG_FIELDS : undefined,
    numbers: {
      rps: stats.requestsPerSecond,
      success: success === undefined ? undefined : 100 * success,
      failures: failuresPerSecond(stats),
      denied: stats.deniedPerSecond,
      p50: stats.latencyMs?.p50,
      p95: stats.latencyMs?.p95,
      p99: stats.latencyMs?.p99,
      mean: stats.latencyMs?.mean,
      connections: stats.tcp?.openConnections,
      pods: meshed?.total,
      callers: new Set(incoming.map(({ source }) => source)).size,
      callees: new Set(outgoing.map(({ target }) => target)).size,
    },
    flags: {
      mtls: isEncrypted([
        node.mtls,
        ...[...incoming, ...outgoing].map(({ edge }) => edge.mtls),
      ]),
      meshed:
        meshed && meshed.total > 0
          ? meshed.running === meshed.total
          : undefined,
    },
    health: health.state,
  };
}

/** A text of a node itself. A host outside has no namespace; of anything else one that is missing is not known. */
function textOf(
  { type }: TopologyNode,
  text: string | undefined,
): string[] | undefined {
  if (text) {
    return [text];
  }
  return type === 'external' ? [] : undefined;
}

/** Whether all calls from and to a node are under the mesh's mTLS; the application's own TLS counts neither for nor against. */
function isEncrypted(
  states: readonly (MtlsState | undefined)[],
): boolean | undefined {
  if (states.some(state => state === 'none' || state === 'mixed')) {
    return false;
  }
  return states.includes('mesh') ? true : undefined;
}

function named(
  entities: readonly EntityFacts[],
  of: (entity: EntityFacts) => EntityFacts['owner'],
): string[] {
  return entities.flatMap(entity => {
    const other = of(entity);
    return other ? [other.name, other.title, other.ref] : [];
  });
}
