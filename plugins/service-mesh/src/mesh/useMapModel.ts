import type {
  Dependency,
  TimelineOrigin,
  Topology,
} from '@backstage-mesh/plugin-service-mesh-common';
import { useMemo, useRef } from 'react';
import {
  CatalogState,
  EntityFactsByRef,
  asksCatalog,
  groupingOf,
  useCatalogState,
  useEntityFacts,
} from '../catalog';
import { markUndeclared } from '../dependencies';
import { KnownValues, knownValues, useFind } from '../find';
import {
  BlastRadius,
  GroupOf,
  MAX_UNGROUPED_NODES,
  MeshGraph,
  PastOfNode,
  ShortestPaths,
  blastRadius,
  groupGraph,
  groupId,
  judgePast,
  markChanges,
  modelTopology,
  shortestPaths,
} from '../graph';
import { ChangesSinceLook, useChanges, useFirstOpen } from '../graph-view';
import { useThresholds } from '../health';
import type { MapChoices } from './meshAddress';
import { showNodes } from './showNodes';

const NONE: readonly Dependency[] = [];
const NO_ORIGINS: readonly TimelineOrigin[] = [];

/** Before the first answer. */
const EMPTY: Pick<Topology, 'nodes' | 'edges'> = { nodes: [], edges: [] };

/** Everything that the map draws, step by step. */
export interface MapModel {
  /** All that was answered. */
  whole: MeshGraph;
  /** What the choices leave of it, without groups. */
  part: MeshGraph;
  /** The same with groups, as it is drawn. */
  drawn: MeshGraph;
  groupOf: GroupOf | undefined;
  /** Keys of the groups that are open. */
  open: ReadonlySet<string>;
  entities: EntityFactsByRef;
  /** Whether the catalog has said which groups there are; where it tells nothing namespaces stand in. */
  catalog: CatalogState;
  known: KnownValues;
  /** Ids of workloads that the search found, as they stand in `part`. */
  found: ReadonlySet<string> | undefined;
  findProblem: string | undefined;
  hideProblem: string | undefined;
  /** What is not dimmed, by ids of what is drawn; undefined where all is. */
  lit: ReadonlySet<string> | undefined;
  paths: ShortestPaths | undefined;
  blast: BlastRadius | undefined;
  /** What has changed since a person looked last; marked in `drawn`. */
  changed: ChangesSinceLook | undefined;
}

/** What is said of the graph on top of its numbers. */
export interface MapMarks {
  /** What is marked where it is not declared. */
  dependencies?: readonly Dependency[];
  /** Calls that are to blame for what their callers fail. */
  origins?: readonly TimelineOrigin[];
  /** Compares with the last look at the answer to the same question; nothing without. */
  look?: { scope: string; selectedId: string | undefined };
  /** Nodes that stay in sight, whatever is chosen. */
  pinned?: ReadonlySet<string>;
}

/** Goes from an answer to what is drawn: judge, hide, choose, group. */
export function useMapModel(
  topology: Topology | undefined,
  choices: MapChoices,
  { dependencies = NONE, origins = NO_ORIGINS, look, pinned }: MapMarks = {},
): MapModel {
  const thresholds = useThresholds();
  const past = usePast(origins);
  const whole = useMemo(
    () =>
      markUndeclared(
        judgePast(
          modelTopology(topology ?? EMPTY, thresholds),
          past,
          thresholds,
        ),
        dependencies,
      ),
    [topology, thresholds, past, dependencies],
  );
  const refs = useMemo(
    () => [...whole.nodes.values()].flatMap(({ node }) => node.entityRefs),
    [whole],
  );
  const entities = useEntityFacts(refs);
  const known = useMemo(() => knownValues(whole, entities), [whole, entities]);
  const hide = useFind(choices.hide, whole, entities);
  const { shown, namespace, focusId, hops, grouping } = choices;
  const part = useMemo(
    () =>
      showNodes(whole, { shown, namespace, focusId, hops }, hide.found, pinned),
    [whole, shown, namespace, focusId, hops, hide.found, pinned],
  );
  const find = useFind(choices.find, part, entities);
  const answered = useCatalogState(refs);
  const catalog = asksCatalog(grouping) ? answered : 'known';

  const { from, to } = choices.path ?? {};
  const paths = useMemo(
    () => (from && to ? shortestPaths(whole, from, to) : undefined),
    [whole, from, to],
  );
  const { blastId } = choices;
  const blast = useMemo(
    () => (blastId ? blastRadius(whole, blastId) : undefined),
    [whole, blastId],
  );
  const marked = useMemo(() => {
    if (paths) {
      return new Set(paths.paths.flatMap(({ nodes }) => nodes));
    }
    if (blast && blastId) {
      return new Set([blastId, ...blast.hops.keys()]);
    }
    return find.found;
  }, [paths, blast, blastId, find.found]);

  const groupOf = useMemo(
    () =>
      groupingOf(
        grouping === 'none' && part.nodes.size > MAX_UNGROUPED_NODES
          ? 'namespace'
          : grouping,
        entities,
      ),
    [grouping, entities, part.nodes.size],
  );
  // a refresh must not open or close what nobody touched: the first answer to a question decides
  const first = useFirstOpen(
    whole,
    catalog === 'waiting' ? undefined : groupOf,
    grouping,
  );
  const open = useMemo(() => {
    const chosen = new Set(choices.open ?? first);
    // what a path leads through, or a focus leaves, is there to be read
    if (groupOf && (paths || focusId)) {
      for (const id of paths ? marked ?? [] : part.nodes.keys()) {
        const node = part.nodes.get(id)?.node;
        const key = node && groupOf(node)?.key;
        if (key) {
          chosen.add(key);
        }
      }
    }
    return chosen;
  }, [choices.open, first, groupOf, paths, focusId, marked, part]);
  // of the whole: what is narrowed or hidden has not changed by that
  const changed = useChanges(whole, {
    scope: topology && look?.scope,
    topology,
    selectedId: look?.selectedId,
  });
  const changes = changed?.changes;
  const drawn = useMemo(() => {
    const shownPart = changes ? markChanges(part, changes) : part;
    // a group has the numbers of all its members, whatever of it is in sight
    return groupOf ? groupGraph(whole, groupOf, open, shownPart) : shownPart;
  }, [whole, part, changes, groupOf, open]);
  const lit = useMemo(() => {
    if (!marked) {
      return undefined;
    }
    const ids = new Set(marked);
    for (const { key, open: isOpen, members } of drawn.groups?.values() ?? []) {
      if (!isOpen && members.some(({ id }) => marked.has(id))) {
        ids.add(groupId(key));
      }
    }
    return ids;
  }, [marked, drawn]);

  return {
    whole,
    part,
    drawn,
    groupOf,
    open,
    entities,
    catalog,
    known,
    found: find.found,
    findProblem: find.problem,
    hideProblem: hide.problem,
    lit,
    paths,
    blast,
    changed,
  };
}

/** What the origins say of each caller; the same object as long as they are the same, whatever share they explain by now. */
function usePast(
  origins: readonly TimelineOrigin[],
): ReadonlyMap<string, PastOfNode> {
  const known = useRef(origins);
  if (namesOf(known.current) !== namesOf(origins)) {
    known.current = origins;
  }
  const { current } = known;
  return useMemo(
    () =>
      new Map(
        current.map(({ callerId, calleeId, explainedShare }) => [
          callerId,
          { blame: { origin: { peerId: calleeId, explainedShare } } },
        ]),
      ),
    [current],
  );
}

function namesOf(origins: readonly TimelineOrigin[]): string {
  return origins
    .map(({ callerId, calleeId }) => `${callerId} ${calleeId}`)
    .join();
}
