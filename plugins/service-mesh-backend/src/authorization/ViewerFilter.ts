import {
  Dependency,
  Topology,
  TopologyNode,
  workloadKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { createHmac, randomBytes } from 'crypto';
import { LRUCache } from 'lru-cache';
import { EndNode, SharedDependency } from '../dependencies';
import { workloadOf } from '../topology/workloadOf';
import { Authorization } from './Authorization';
import { hideDependencies } from './hideDependencies';
import { VisibleTopology, hideTopology } from './hideTopology';
import { ViewerDecisions } from './ViewerDecisions';

/** Whoever sees a part of a large mesh asks for thousands of them with each refresh. */
const MAX_HIDDEN_IDS = 20_000;

/** What a viewer may read. */
type Rights = Pick<
  Authorization,
  'mayReadClusters' | 'readableEntities' | 'readableWorkloads'
>;

/**
 * Takes out of shared answers what one viewer may not see.
 */
export class ViewerFilter {
  readonly #rights: Rights;
  readonly #decisions: ViewerDecisions;
  /** Hidden neighbours are the same while the process runs, and nobody can try names until one fits. */
  readonly #idKey = randomBytes(32);
  readonly #hiddenIds = new LRUCache<string, string>({ max: MAX_HIDDEN_IDS });

  constructor(rights: Rights, decisions: ViewerDecisions) {
    this.#rights = rights;
    this.#decisions = decisions;
  }

  /** What the viewer may see of a graph. */
  async topology(
    credentials: BackstageCredentials,
    topology: Topology,
  ): Promise<VisibleTopology> {
    const [mayReadAll, visible] = await Promise.all([
      this.#rights.mayReadClusters(credentials),
      this.#decisions.visibleAmong(
        credentials,
        topology.nodes.flatMap(({ entityRefs }) => entityRefs),
      ),
    ]);
    const named: Topology = {
      ...topology,
      nodes: topology.nodes.map(node => ({
        ...node,
        entityRefs: node.entityRefs.filter(ref => visible.has(ref)),
      })),
    };
    if (mayReadAll) {
      const nodes = new Map(named.nodes.map(node => [node.id, node]));
      const edges = new Map(named.edges.map(edge => [edge.id, edge]));
      return {
        topology: named,
        node: id => nodes.get(id),
        edge: id => edges.get(id),
      };
    }
    const readable = await this.#rights.readableWorkloads(
      credentials,
      topology.nodes.flatMap(node => workloadOf(node) ?? []),
    );
    const isReadable = (node: TopologyNode) => {
      const workload = workloadOf(node);
      return workload !== undefined && readable.has(workloadKey(workload));
    };
    // A Service without endpoints belongs to no workload: whoever may see a workload beside it may see its name.
    const namespaces = new Set(topology.nodes.filter(isReadable).map(placeOf));
    return hideTopology(
      named,
      node =>
        node.type === 'service'
          ? namespaces.has(placeOf(node))
          : isReadable(node),
      id => this.#hideId(id),
    );
  }

  /** What the viewer may see of dependencies. */
  async dependencies(
    credentials: BackstageCredentials,
    dependencies: readonly SharedDependency[],
  ): Promise<Dependency[]> {
    const ends = dependencies.flatMap(({ source, target }) => [source, target]);
    const nodes = ends.flatMap(end => [...end.nodes.values()]);
    const entityRefs = ends.flatMap(({ entityRef }) => entityRef ?? []);
    const [mayReadAll, readable, readableEntities, known] = await Promise.all([
      this.#rights.mayReadClusters(credentials),
      this.#rights.readableWorkloads(
        credentials,
        nodes.flatMap(({ workload }) => workload ?? []),
      ),
      this.#rights.readableEntities(credentials, entityRefs),
      this.#decisions.visibleAmong(credentials, [
        ...entityRefs,
        ...dependencies.flatMap(({ declarations, suggestion }) => [
          ...declarations.map(({ targetRef }) => targetRef),
          ...(suggestion?.apiRefs ?? []),
        ]),
      ]),
    ]);
    const isReadable = ({ workload }: EndNode) =>
      workload !== undefined && readable.has(workloadKey(workload));
    const namespaces = new Set(nodes.filter(isReadable).map(placeOf));
    return hideDependencies(dependencies, {
      mayReadNode: node =>
        mayReadAll ||
        (node.type === 'service'
          ? namespaces.has(placeOf(node))
          : isReadable(node)),
      mayReadEntity: ref => readableEntities.has(ref),
      knowsEntity: ref => known.has(ref),
      hideId: id => this.#hideId(id),
    });
  }

  #hideId(id: string): string {
    let hidden = this.#hiddenIds.get(id);
    if (hidden === undefined) {
      hidden = createHmac('sha256', this.#idKey)
        .update(id)
        .digest('hex')
        .slice(0, 32);
      this.#hiddenIds.set(id, hidden);
    }
    return hidden;
  }
}

function placeOf(node: { cluster: string; namespace?: string }): string {
  return `${node.cluster}\n${node.namespace}`;
}
