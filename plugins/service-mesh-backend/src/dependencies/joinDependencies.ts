import { createHash } from 'node:crypto';
import {
  DependencyDeclaration,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { DeclaredEntity } from '../entities';
import { nodeId } from '../topology/nodeIds';
import { CallEnd } from './callEnd';
import { ObservedCall } from './ObservedCall';
import {
  EndNode,
  SharedCall,
  SharedDependency,
  SharedEnd,
} from './SharedDependency';
import { WatchedEntities } from './watchEntities';

/**
 * What calls are compared with. @internal
 */
export interface JoinInput {
  calls: readonly ObservedCall[];
  /** The entities of a workload, the one that it is told by first. */
  entitiesOf(workload: WorkloadRef): readonly string[];
  /** The entities that carry the annotations of Kubernetes. */
  declared: readonly DeclaredEntity[];
  /** Whose calls would be known, had there been any. */
  watched: WatchedEntities;
}

/** A dependency that grows while calls are read. */
interface Draft {
  source: End;
  target: End;
  /** By ends and protocol. */
  calls: Map<string, SharedCall>;
  declarations: DependencyDeclaration[];
  unseenSince?: number;
}

interface End {
  key: string;
  entityRef?: string;
  /** All entities that select it: whoever declares one of them means it. */
  entityRefs: Set<string>;
  nodes: Map<string, EndNode>;
}

/**
 * Joins what the mesh saw with what the catalog declares. Calls inside one entity are no dependency.
 *
 * @internal
 */
export function joinDependencies(input: JoinInput): SharedDependency[] {
  const declared = new Map(input.declared.map(entity => [entity.ref, entity]));
  const drafts = new Map<string, Draft>();
  for (const call of input.calls) {
    addCall(drafts, call, input);
  }
  const bySource = new Map<string, Draft[]>();
  for (const draft of drafts.values()) {
    for (const ref of draft.source.entityRefs) {
      bySource.set(ref, [...(bySource.get(ref) ?? []), draft]);
    }
  }
  const providers = providersOf(input.declared);
  for (const entity of input.declared) {
    const seen = bySource.get(entity.ref) ?? [];
    for (const declaration of declarationsOf(entity)) {
      const satisfying = targetsOf(declaration, providers);
      const matching = seen.filter(({ target }) =>
        satisfying.some(ref => target.entityRefs.has(ref)),
      );
      // Whoever selects the pods of others does not speak for them.
      matching
        .filter(({ source }) => source.entityRef === entity.ref)
        .forEach(draft => draft.declarations.push(declaration));
      if (matching.length === 0) {
        addUnseen(drafts, entity, declaration, satisfying, input.watched);
      }
    }
  }
  return [...drafts.values()].map(draft => finish(draft, declared));
}

function addCall(
  drafts: Map<string, Draft>,
  call: ObservedCall,
  { entitiesOf }: JoinInput,
): void {
  const source = endOf(call.cluster, call.source, entitiesOf);
  const target = endOf(call.cluster, call.target, entitiesOf);
  if (source.key === target.key) {
    return;
  }
  const draft = draftOf(drafts, source, target);
  const made: SharedCall = {
    source: [...source.nodes.keys()][0],
    target: [...target.nodes.keys()][0],
    protocol: call.protocol,
    firstSeen: call.firstSeen,
    lastSeen: call.lastSeen,
    ...(call.stats && { stats: call.stats }),
  };
  const key = `${made.source}>${made.target}>${made.protocol}`;
  const known = draft.calls.get(key);
  draft.calls.set(key, known ? joinCall(known, made) : made);
}

/** Two clusters tell of one call where it goes from one to the other: it is the same, and its numbers are not added. */
function joinCall(one: SharedCall, other: SharedCall): SharedCall {
  return {
    ...other,
    ...one,
    firstSeen: Math.min(one.firstSeen, other.firstSeen),
    lastSeen: Math.max(one.lastSeen, other.lastSeen),
  };
}

/** What is declared and never seen. It joins what is declared twice: by the entity, and by its API. */
function addUnseen(
  drafts: Map<string, Draft>,
  entity: DeclaredEntity,
  declaration: DependencyDeclaration,
  satisfying: readonly string[],
  watched: WatchedEntities,
): void {
  // What the mesh can not see, it does not judge.
  const visible = satisfying.flatMap(ref => {
    const since = watched.callsSince(entity.ref, ref);
    return since === undefined ? [] : { ref, since };
  });
  if (visible.length === 0 || satisfying.includes(entity.ref)) {
    return;
  }
  const target = visible.length === 1 ? visible[0].ref : declaration.targetRef;
  const draft = draftOf(drafts, namedEnd(entity.ref), namedEnd(target));
  draft.declarations.push(declaration);
  draft.unseenSince = Math.max(
    ...visible.map(({ since }) => since),
    draft.unseenSince ?? 0,
  );
}

function draftOf(drafts: Map<string, Draft>, source: End, target: End): Draft {
  const key = `${source.key}\n${target.key}`;
  const known = drafts.get(key);
  if (!known) {
    const made: Draft = {
      source,
      target,
      calls: new Map(),
      declarations: [],
    };
    drafts.set(key, made);
    return made;
  }
  for (const side of ['source', 'target'] as const) {
    const end = { source, target }[side];
    end.nodes.forEach((node, id) => known[side].nodes.set(id, node));
    end.entityRefs.forEach(ref => known[side].entityRefs.add(ref));
  }
  return known;
}

function finish(
  { source, target, calls, declarations, unseenSince }: Draft,
  declared: ReadonlyMap<string, DeclaredEntity>,
): SharedDependency {
  const isSeen = calls.size > 0;
  const isDeclared = declarations.length > 0;
  const declaring = source.entityRef && declared.get(source.entityRef);
  // What is spoken over bare TCP is no API of the catalog.
  const speaksApi = [...calls.values()].some(
    ({ protocol }) => protocol !== 'tcp',
  );
  const provided = target.entityRef && declared.get(target.entityRef);
  let state: SharedDependency['state'] = 'undeclared';
  if (isDeclared) {
    state = isSeen ? 'both' : 'unseen';
  }
  return {
    id: createHash('sha256')
      .update(JSON.stringify(['dependency', source.key, target.key]))
      .digest('base64url')
      .slice(0, 22),
    state,
    source: shared(source),
    target: shared(target),
    declarations,
    calls: [...calls.values()],
    ...(state === 'unseen' && { unseenSince }),
    ...(!isDeclared &&
      declaring &&
      target.entityRef !== undefined && {
        suggestion: {
          apiRefs: speaksApi && provided ? [...provided.providesApis] : [],
          ...(declaring.editUrl !== undefined && {
            editUrl: declaring.editUrl,
          }),
        },
      }),
  };
}

function shared({ entityRef, nodes }: End): SharedEnd {
  return { ...(entityRef !== undefined && { entityRef }), nodes };
}

function namedEnd(entityRef: string): End {
  return {
    key: entityRef,
    entityRef,
    entityRefs: new Set([entityRef]),
    nodes: new Map(),
  };
}

function endOf(
  cluster: string,
  end: CallEnd,
  entitiesOf: JoinInput['entitiesOf'],
): End {
  const node = nodeOf(cluster, end);
  const entityRefs = end.type === 'workload' ? entitiesOf(end.workload) : [];
  const [entityRef] = entityRefs;
  return {
    key: entityRef ?? node.id,
    ...(entityRef !== undefined && { entityRef }),
    entityRefs: new Set(entityRefs),
    nodes: new Map([[node.id, node]]),
  };
}

function nodeOf(cluster: string, end: CallEnd): EndNode {
  const id = nodeId(cluster, end);
  switch (end.type) {
    case 'workload':
      return { id, type: 'workload', ...end.workload, workload: end.workload };
    case 'service':
      return {
        id,
        type: 'service',
        cluster: end.meshCluster ?? cluster,
        namespace: end.namespace,
        kind: 'Service',
        name: end.name,
      };
    default:
      return {
        id,
        type: 'external',
        cluster,
        kind: 'External',
        name: end.host,
        ...(end.identity !== undefined && { meshIdentity: end.identity }),
      };
  }
}

function declarationsOf(entity: DeclaredEntity): DependencyDeclaration[] {
  return [
    ...entity.dependsOn.map(
      targetRef => ({ relation: 'dependsOn', targetRef } as const),
    ),
    ...entity.consumesApis.map(
      targetRef => ({ relation: 'consumesApis', targetRef } as const),
    ),
  ];
}

/** Calls to any of them satisfy the declaration. */
function targetsOf(
  { relation, targetRef }: DependencyDeclaration,
  providers: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  return relation === 'dependsOn'
    ? [targetRef]
    : providers.get(targetRef) ?? [];
}

function providersOf(
  declared: readonly DeclaredEntity[],
): Map<string, string[]> {
  const providers = new Map<string, string[]>();
  for (const { ref, providesApis } of declared) {
    for (const api of providesApis) {
      providers.set(api, [...(providers.get(api) ?? []), ref]);
    }
  }
  return providers;
}
