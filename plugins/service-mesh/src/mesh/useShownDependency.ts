import type { Dependency } from '@backstage-mesh/plugin-service-mesh-common';
import { useMemo } from 'react';
import { openGroupsParameter } from '../address';
import {
  DependencyChoices,
  dependencyParameters,
  readDependencyChoices,
} from '../dependencies';
import type { UrlState } from '../hooks';
import type { MapModel } from './useMapModel';

const NONE: readonly Dependency[] = [];

/** The dependency that is open beside the map, and what that changes on the map. */
export interface ShownDependency {
  choices: DependencyChoices;
  choose(choices: Partial<DependencyChoices>): void;
  id: string | undefined;
  /** Opens one, and the groups that its ends stand in; closes it without one. */
  show(dependency: Dependency | undefined): void;
  /** What is not dimmed: its two ends, as what was found otherwise. */
  lit: ReadonlySet<string> | undefined;
}

export function useShownDependency(
  { get, set }: UrlState,
  model: MapModel,
  listed: readonly Dependency[] = NONE,
): ShownDependency {
  const id = get('dependency');
  const lit = useMemo(() => {
    const dependency = listed.find(each => each.id === id);
    const ends = dependency
      ? [...dependency.source.nodeIds, ...dependency.target.nodeIds]
      : [];
    return ends.length > 0 ? new Set(ends) : model.lit;
  }, [listed, id, model.lit]);
  return {
    choices: readDependencyChoices(get),
    choose: choices =>
      set({
        ...dependencyParameters(choices),
        ...(choices.state !== undefined && { dependency: undefined }),
      }),
    id,
    show(dependency) {
      const keys = dependency ? groupsOfEnds(dependency, model) : [];
      const { open } = model;
      set({
        dependency: dependency?.id,
        ...(keys.some(key => !open.has(key)) && {
          open: openGroupsParameter(new Set([...open, ...keys])),
        }),
      });
    },
    lit,
  };
}

/** Keys of the groups that the ends of the call stand in. */
function groupsOfEnds(
  { source, target }: Dependency,
  { part, groupOf }: MapModel,
): string[] {
  const edge = [...part.edges.values()].find(
    each =>
      source.nodeIds.includes(each.source) &&
      target.nodeIds.includes(each.target),
  );
  return (edge ? [edge.source, edge.target] : []).flatMap(end => {
    const node = part.nodes.get(end)?.node;
    return (node && groupOf?.(node)?.key) ?? [];
  });
}
