import {
  DEPENDENCY_ORDERS,
  DEPENDENCY_STATES,
  DependencyOrder,
  DependencyState,
  firstDependencyOrder,
} from '@backstage-mesh/plugin-service-mesh-common';

/** Which dependencies are listed, and how, as a link keeps it. */
export interface DependencyChoices {
  state: DependencyState;
  /** Words that a dependency holds all of. */
  query: string;
  order: DependencyOrder;
}

/** Reads the choices from the parameters of an address; what is not valid is as without. */
export function readDependencyChoices(
  get: (name: string) => string | undefined,
): DependencyChoices {
  const state =
    DEPENDENCY_STATES.find(each => each === get('state')) ??
    DEPENDENCY_STATES[0];
  return {
    state,
    query: get('q') ?? '',
    order:
      DEPENDENCY_ORDERS.find(each => each === get('order')) ??
      firstDependencyOrder(state),
  };
}

/** The parameters of other choices. Another state has another order, until one is chosen. */
export function dependencyParameters({
  state,
  query,
  order,
}: Partial<DependencyChoices>): Record<string, string | undefined> {
  return {
    ...(state !== undefined && {
      state: state === DEPENDENCY_STATES[0] ? undefined : state,
      order: undefined,
    }),
    ...(query !== undefined && { q: query || undefined }),
    ...(order !== undefined && { order }),
  };
}
