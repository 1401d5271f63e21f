import { LoggerService } from '@backstage/backend-plugin-api';
import {
  MetricsSourceKind,
  Warning,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventorySnapshot,
  MeshRules,
  RulesPart,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Cluster } from '../clusters';
import { shared, SharedAnswers } from '../metrics/shared';
import { Telemetry } from '../telemetry';
import { missingWarning, stoppedWarning } from './answerWarnings';
import { openSource } from './openSource';
import { RefreshCache } from './RefreshCache';
import { scopeKey, splitFocus } from './scopes';
import { weightOfRows } from './weightOfRows';

/** Seconds between samples, where the source does not know. */
const DEFAULT_INTERVAL = 10;

const MAX_REFRESH_MS = 30_000;

/** What happened in the past does not change any more. */
const PAST_REFRESH_MS = 10 * 60_000;

/** Rows that are kept over all clusters. */
const MAX_KEPT = 200_000;

/**
 * What is known of routes, splits and policies of some workloads of one cluster.
 *
 * @internal
 */
export interface RulesView {
  source: MetricsSourceKind;
  /** Absent where nothing was ever measured, or the mesh tells nothing of rules. */
  rules?: MeshRules;
  /** Milliseconds since the epoch; set where the newest attempts failed and `rules` is older. */
  staleSince?: number;
  warnings: readonly Warning[];
}

/** @internal */
export interface RulesOptions {
  workloads: readonly WorkloadRef[];
  windowSeconds: number;
  /** The end of the window, in milliseconds since the epoch; now without it. */
  at?: number;
  /** All without it. */
  parts?: readonly RulesPart[];
}

/**
 * Asks meshes for routes, splits and policies: once per namespace and refresh, for everybody.
 *
 * @internal
 */
export class MeshRulesService {
  private readonly cache: RefreshCache<MeshRules>;

  constructor(
    private readonly options: {
      logger: LoggerService;
      now?(): number;
      /** Shares answers with other instances of the portal. */
      answers?: SharedAnswers;
      telemetry?: Telemetry;
    },
  ) {
    this.cache = new RefreshCache({
      logger: options.logger,
      now: options.now ?? Date.now,
      count: result => options.telemetry?.lookup('rules', result),
      maxWeight: MAX_KEPT,
      weightOf: ({ routes, splits, policies, denials }) =>
        Math.ceil(
          1 +
            weightOfRows(routes) +
            weightOfRows(splits) +
            policies.length +
            denials.length,
        ),
    });
  }

  /**
   * The rules of the namespaces of the workloads, or of the workloads alone where these are large. Never throws: what could not be
   * asked is a warning.
   */
  async around(
    cluster: Cluster,
    snapshot: InventorySnapshot,
    options: RulesOptions,
  ): Promise<RulesView> {
    const { workloads, windowSeconds, at, parts } = options;
    const opened = await openSource(cluster);
    if (!('source' in opened)) {
      return { source: 'none', warnings: [opened.warning] };
    }
    const { mesh, source } = opened;
    if (!mesh.rules) {
      return { source: source.kind, warnings: [] };
    }
    const interval =
      1000 * (source.scrapeIntervalSeconds() ?? DEFAULT_INTERVAL);
    // A ring of samples costs nothing to ask; it must not make its numbers older than they are.
    const refreshMs = Math.min(
      source.kind === 'proxies' ? interval / 2 : interval,
      MAX_REFRESH_MS,
    );
    const keptMs = at === undefined ? refreshMs : PAST_REFRESH_MS;
    try {
      const views = await Promise.all(
        splitFocus(snapshot, workloads).map(scope =>
          this.cache.get(
            JSON.stringify([
              cluster.name,
              windowSeconds,
              at,
              parts,
              scopeKey(scope),
            ]),
            keptMs,
            onAskedAt =>
              mesh.rules!({
                metrics: shared(this.options.answers, source, {
                  cluster: cluster.name,
                  maxAgeMs: keptMs,
                  onAskedAt,
                }),
                snapshot,
                scope,
                windowSeconds,
                ...(at !== undefined && { at }),
                ...(parts && { parts }),
              }),
          ),
        ),
      );
      const stale = views.flatMap(({ staleSince }) => staleSince ?? []);
      const problems = new Set(views.flatMap(({ problem }) => problem ?? []));
      const rules = merge(views.map(({ value }) => value));
      return {
        source: source.kind,
        ...(rules && { rules }),
        ...(stale.length > 0 && { staleSince: Math.min(...stale) }),
        warnings: [
          ...(rules?.warnings ?? []),
          ...[...problems].map(problem =>
            stoppedWarning(cluster.name, 'routes and policies', problem),
          ),
        ],
      };
    } catch (error) {
      return {
        source: source.kind,
        warnings: [missingWarning(cluster.name, 'routes and policies', error)],
      };
    }
  }
}

/** Calls between two namespaces that are both asked about are in the rules of both: of splits, each is taken once. */
function merge(all: readonly MeshRules[]): MeshRules | undefined {
  if (all.length <= 1) {
    return all[0];
  }
  const warnings = new Map(
    all.flatMap(rules => rules.warnings).map(w => [JSON.stringify(w), w]),
  );
  const splits = new Map(
    all
      .flatMap(rules => rules.splits)
      .map(split => [
        JSON.stringify([split.source, split.apex, split.route, split.leaf]),
        split,
      ]),
  );
  return {
    routes: all.flatMap(({ routes }) => routes),
    splits: [...splits.values()],
    policies: all.flatMap(({ policies }) => policies),
    denials: all.flatMap(({ denials }) => denials),
    windowSeconds: Math.min(...all.map(rules => rules.windowSeconds)),
    measuredAt: Math.min(...all.map(rules => rules.measuredAt)),
    warnings: [...warnings.values()],
  };
}
