import { Dependency, DependencyState } from './dependencies';

/**
 * The states, what somebody could do something about first.
 *
 * @public
 */
export const DEPENDENCY_STATES: readonly DependencyState[] = [
  'undeclared',
  'unseen',
  'both',
];

/**
 * What dependencies are ordered by.
 *
 * @public
 */
export const DEPENDENCY_ORDERS = ['rate', 'age'] as const;

/**
 * `rate` = the busiest first, then what carries bytes; `age` = what was not seen for longest first, and before it what was never seen;
 * of what is seen now, the newest first.
 *
 * @public
 */
export type DependencyOrder = (typeof DEPENDENCY_ORDERS)[number];

/**
 * The order of a state without a choice: what is called most, or what was not seen for longest.
 *
 * @public
 */
export function firstDependencyOrder(state: DependencyState): DependencyOrder {
  return state === 'unseen' ? 'age' : 'rate';
}

/**
 * How many there are of each state.
 *
 * @public
 */
export function countDependencies(
  dependencies: readonly Dependency[],
): Record<DependencyState, number> {
  const counts = { both: 0, undeclared: 0, unseen: 0 };
  for (const { state } of dependencies) {
    counts[state] += 1;
  }
  return counts;
}

/**
 * The dependencies of one state, or of all states one after the other, that hold all words of a text.
 *
 * @param choice - `order` is that of each state where it is not given
 * @public
 */
export function orderDependencies(
  dependencies: readonly Dependency[],
  choice: { state?: DependencyState; query?: string; order?: DependencyOrder },
): Dependency[] {
  const words = (choice.query ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const states = choice.state ? [choice.state] : DEPENDENCY_STATES;
  return states.flatMap(state => {
    const order = choice.order ?? firstDependencyOrder(state);
    return dependencies
      .filter(dependency => dependency.state === state)
      .filter(dependency => {
        const text = words.length > 0 ? textOf(dependency) : '';
        return words.every(word => text.includes(word));
      })
      .sort(
        (a, b) =>
          (order === 'rate' ? byRate(a, b) : byAge(a, b, state)) ||
          a.source.name.localeCompare(b.source.name) ||
          a.target.name.localeCompare(b.target.name) ||
          a.id.localeCompare(b.id),
      );
  });
}

function textOf({ source, target, declarations }: Dependency): string {
  return [source, target]
    .flatMap(({ name, entityRef, cluster, namespace, kind }) => [
      name,
      entityRef,
      cluster,
      namespace,
      kind,
    ])
    .concat(declarations.map(({ targetRef }) => targetRef))
    .filter(Boolean)
    .join(' ')
    .toLowerCase();
}

function byRate(a: Dependency, b: Dependency): number {
  return (
    (b.stats?.requestsPerSecond ?? -1) - (a.stats?.requestsPerSecond ?? -1) ||
    bytesOf(b) - bytesOf(a)
  );
}

function bytesOf({ stats }: Dependency): number {
  return (
    (stats?.tcp?.readBytesPerSecond ?? 0) +
    (stats?.tcp?.writeBytesPerSecond ?? 0)
  );
}

function byAge(a: Dependency, b: Dependency, state: DependencyState): number {
  return state === 'unseen'
    ? moment(a.lastSeenAt) - moment(b.lastSeenAt)
    : moment(b.firstSeenAt) - moment(a.firstSeenAt);
}

/** What was never seen is older than everything. */
function moment(text: string | undefined): number {
  return text === undefined ? 0 : Date.parse(text);
}
