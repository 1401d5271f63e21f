import { RouteName } from '@backstage-mesh/plugin-service-mesh-common';
import { SplitChange } from '@backstage-mesh/plugin-service-mesh-node';
import { RuleObjects } from './objects/RuleObjects';
import { CalledService, serviceKey } from './serviceNames';
import { ConfiguredSplit, configuredSplits } from './splits';

/** The longest window that can be asked for. */
const KEPT_MS = 6 * 3600 * 1000;

/**
 * A change between two readings that lie further apart may be of any age. Rounds in the background are at most two minutes apart, and a
 * tenth of that late.
 */
const MAX_GAP_MS = 150_000;

/** Changes that are kept at most. */
const MAX_CHANGES = 500;

/** Weights come from whole numbers: smaller differences are those of arithmetic. */
const SAME = 1e-6;

/**
 * Notices when the configured weights of splits change: objects say what they are, and not since when.
 *
 * @internal
 */
export class SplitLog {
  private last?: { at: number; splits: ReadonlyMap<string, ConfiguredSplit> };
  private changes: SplitChange[] = [];

  /**
   * Compares with what was read before. Of the first reading, and the first one after a pause, nothing is known but that it is so.
   *
   * @param at - when it was read, in ms since the epoch
   */
  note(at: number, objects: RuleObjects): void {
    // What could not be read did not change: it is unknown.
    if (!objects.known.has('routes') || !objects.known.has('profiles')) {
      return;
    }
    const before =
      this.last && at - this.last.at <= MAX_GAP_MS
        ? this.last.splits
        : undefined;
    const now = new Map(
      configuredSplits(objects)
        .filter(({ apex, shares }) =>
          shares.some(({ leaf }) => serviceKey(leaf) !== serviceKey(apex)),
        )
        .map(split => [keyOf(split.apex, split.route), split]),
    );
    this.last = { at, splits: now };
    if (before) {
      this.compare(at, before, now);
    }
    const oldest = at - KEPT_MS;
    this.changes = this.changes
      .filter(change => change.at >= oldest)
      .slice(-MAX_CHANGES);
  }

  /** The oldest first. */
  all(): readonly SplitChange[] {
    return this.changes;
  }

  private compare(
    at: number,
    before: ReadonlyMap<string, ConfiguredSplit>,
    now: ReadonlyMap<string, ConfiguredSplit>,
  ): void {
    for (const key of new Set([...before.keys(), ...now.keys()])) {
      const was = before.get(key);
      const is = now.get(key);
      const { apex, route } = (is ?? was)!;
      const from = was?.shares ?? [];
      const to = is?.shares ?? [];
      if (!isSame(from, to)) {
        this.changes.push({ at, apex, route, from, to });
      }
    }
  }
}

function keyOf(apex: CalledService, route: RouteName): string {
  return JSON.stringify([
    serviceKey(apex),
    route.kind,
    route.namespace,
    route.name,
  ]);
}

function isSame(
  a: ConfiguredSplit['shares'],
  b: ConfiguredSplit['shares'],
): boolean {
  const weights = new Map(
    a.map(({ leaf, weight }) => [serviceKey(leaf), weight]),
  );
  return (
    a.length === b.length &&
    b.every(
      ({ leaf, weight }) =>
        Math.abs((weights.get(serviceKey(leaf)) ?? -1) - weight) < SAME,
    )
  );
}
