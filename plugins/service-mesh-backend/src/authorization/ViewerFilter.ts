import {
  Dependency,
  Topology,
  TopologyNode,
  workloadKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { EndNode, SharedDependency } from '../dependencies';
import { workloadOf } from '../topology/workloadOf';
import { Authorization } from './Authorization';
import { HiddenIds } from './HiddenIds';
import { hideDependencies } from './hideDependencies';
import { VisibleTopology, hideTopology } from './hideTopology';
import { ViewerDecisions } from './ViewerDecisions';

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
  readonly #hiddenIds: Pick<HiddenIds, 'hider'>;

  constructor(
    rights: Rights,
    decisions: ViewerDecisions,
    hiddenIds: Pick<HiddenIds, 'hider'>,
  ) {
    this.#rights = rights;
    this.#decisions = decisions;
    this.#hiddenIds = hiddenIds;
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
      await this.#hiddenIds.hider(),
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
    const [mayReadAll, readable, readableEntities, known, hideId] =
      await Promise.all([
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
        this.#hiddenIds.hider(),
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
      hideId,
    });
  }
}

function placeOf(node: { cluster: string; namespace?: string }): string {
  return `${node.cluster}\n${node.namespace}`;
}
