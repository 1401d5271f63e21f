import {
  Dependency,
  DependencyEnd,
  DependencySuggestion,
} from '@backstage-mesh/plugin-service-mesh-common';
import { parseEntityRef } from '@backstage/catalog-model';
import { EndNode, SharedDependency, SharedEnd } from '../dependencies';
import { addStats } from '../stats/addStats';

/**
 * What a viewer may see of dependencies.
 */
export interface DependencyViewer {
  /** Whether the viewer may read a node. Not asked for hosts outside, which are nobody's. */
  mayReadNode(node: EndNode): boolean;
  /** Whether the viewer may read the workloads of an entity. */
  mayReadEntity(entityRef: string): boolean;
  /** Whether the catalog shows the entity to the viewer. */
  knowsEntity(entityRef: string): boolean;
  /** Gives an id that says nothing and is the same each time. */
  hideId(id: string): string;
}

/** An end as the viewer may see it. */
interface VisibleEnd {
  end: DependencyEnd;
  hidden: boolean;
  /** Set where the end is shown as an entity. */
  entityRef?: string;
}

/**
 * Takes from dependencies what a viewer may not see. A call is shown if the viewer may read one of its ends; the other end loses its
 * name and all that tells it, and what the catalog declares about it.
 */
export function hideDependencies(
  dependencies: readonly SharedDependency[],
  viewer: DependencyViewer,
): Dependency[] {
  return dependencies.flatMap(dependency => {
    const { source, target } = dependency;
    const isReadable = (end: SharedEnd, id: string) => {
      const node = end.nodes.get(id);
      return node !== undefined && isSomebody(node) && viewer.mayReadNode(node);
    };
    const calls = dependency.calls.filter(
      call =>
        isReadable(source, call.source) || isReadable(target, call.target),
    );
    const isShown =
      dependency.calls.length > 0
        ? calls.length > 0
        : [source, target].some(
            ({ entityRef }) =>
              entityRef !== undefined && viewer.mayReadEntity(entityRef),
          ) &&
          [source, target].every(
            ({ entityRef }) =>
              entityRef !== undefined && viewer.knowsEntity(entityRef),
          );
    if (!isShown) {
      return [];
    }
    const from = showEnd(
      source,
      new Set(calls.map(call => call.source)),
      viewer,
    );
    const to = showEnd(target, new Set(calls.map(call => call.target)), viewer);
    const isWhole = !from.hidden && !to.hidden;
    const suggestion =
      isWhole && from.entityRef !== undefined
        ? suggest(dependency, to.entityRef, viewer)
        : undefined;
    const stats = addStats(calls.flatMap(call => call.stats ?? []));
    const firstSeen = calls.map(call => call.firstSeen);
    const lastSeen = calls.map(call => call.lastSeen);
    return [
      {
        id: isWhole ? dependency.id : viewer.hideId(dependency.id),
        state: dependency.state,
        source: from.end,
        target: to.end,
        declarations: isWhole
          ? dependency.declarations.filter(({ targetRef }) =>
              viewer.knowsEntity(targetRef),
            )
          : [],
        protocols: [...new Set(calls.map(({ protocol }) => protocol))].sort(),
        ...(calls.length > 0 && {
          firstSeenAt: new Date(Math.min(...firstSeen)).toISOString(),
          lastSeenAt: new Date(Math.max(...lastSeen)).toISOString(),
        }),
        ...(dependency.unseenSince !== undefined && {
          unseenSince: new Date(dependency.unseenSince).toISOString(),
        }),
        ...(stats && { stats }),
        ...(suggestion && { suggestion }),
      },
    ];
  });
}

/** A host outside is nobody: it is shown to those who may see who calls it. */
function isSomebody({ type, meshIdentity }: EndNode): boolean {
  return type !== 'external' || meshIdentity !== undefined;
}

function showEnd(
  { entityRef, nodes }: SharedEnd,
  seen: ReadonlySet<string>,
  viewer: DependencyViewer,
): VisibleEnd {
  const taking = [...nodes.values()].filter(({ id }) => seen.has(id));
  const readable = taking.filter(
    node => !isSomebody(node) || viewer.mayReadNode(node),
  );
  if (taking.length > 0 && readable.length === 0) {
    return {
      hidden: true,
      end: {
        nodeIds: taking.map(({ id }) => viewer.hideId(id)),
        name: '',
        cluster: taking[0].cluster,
        kind: 'Hidden',
      },
    };
  }
  const nodeIds = readable.map(({ id }) => id);
  if (entityRef !== undefined && viewer.knowsEntity(entityRef)) {
    return {
      hidden: false,
      entityRef,
      end: { entityRef, nodeIds, name: parseEntityRef(entityRef).name },
    };
  }
  const { name, cluster, namespace, kind } = readable[0];
  return {
    hidden: false,
    end: {
      nodeIds,
      name,
      cluster,
      ...(namespace !== undefined && { namespace }),
      kind,
    },
  };
}

function suggest(
  { suggestion }: SharedDependency,
  targetRef: string | undefined,
  viewer: DependencyViewer,
): DependencySuggestion | undefined {
  if (!suggestion || targetRef === undefined) {
    return undefined;
  }
  const { apiRefs, editUrl } = suggestion;
  // Which of several APIs was called, the mesh does not tell.
  const byApi = apiRefs.length === 1 && viewer.knowsEntity(apiRefs[0]);
  return {
    relation: byApi ? 'consumesApis' : 'dependsOn',
    targetRefs: byApi ? [apiRefs[0]] : [targetRef],
    ...(editUrl !== undefined && { editUrl }),
  };
}
