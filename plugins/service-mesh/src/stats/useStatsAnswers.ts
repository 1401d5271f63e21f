import type {
  EntityHistory,
  EntityRules,
  EntityStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  NUMBERS_INTERVAL,
  Page,
  PollControls,
  useHistory,
  usePoll,
  windowSince,
} from '../hooks';

/** How often rules are asked for, in milliseconds: they change by the minute. */
const SLOW_INTERVAL = 30_000;

/** How often the past is asked for: it does not change. */
const PAST_INTERVAL = 600_000;

/** The answers that the stats tab is made of. */
export interface StatsAnswers {
  stats: PollControls<EntityStats>;
  /** Absent until it is there, and where the backend can not tell it: the numbers are shown without. */
  history: EntityHistory | undefined;
  rules: EntityRules | undefined;
  /** The window that was asked for. */
  window: string;
  /** When the newest version began, where the window holds much of the one before; milliseconds since the epoch. */
  deployYoung?: number;
  /** The last deploy is longer ago than numbers can be asked for. */
  deployCut: boolean;
  /** The last deploy is asked for, and nobody knows when that was. */
  deployUnknown: boolean;
}

/** Asks for the stats of an entity, and for the histories and rules beside them. */
export function useStatsAnswers(page: Page): StatsAnswers {
  const { api, entityRef, end, time, cluster } = page;
  const past = time.type === 'range';
  // the beginning of the newest version is told by the stats of any window
  const first = usePoll<EntityStats>(
    api,
    `stats ${entityRef} ${time.window} ${end}`,
    signal => api.getStats(entityRef, { window: time.window, end, signal }),
    past ? PAST_INTERVAL : NUMBERS_INTERVAL,
  );
  const versions = (first.data?.workloads ?? [])
    .filter(({ workload }) => !cluster || workload.cluster === cluster)
    .flatMap(({ workload }) => workload.versionSince ?? [])
    .sort();
  const newest = versions[versions.length - 1];
  const deploy =
    time.type === 'deploy' ? windowSince(newest, Date.now()) : undefined;
  const window = deploy?.window ?? time.window;
  const stats = usePoll<EntityStats>(
    api,
    `stats ${entityRef} ${window} ${end}`,
    signal => api.getStats(entityRef, { window, end, signal }),
    past ? PAST_INTERVAL : NUMBERS_INTERVAL,
  );
  const history = useHistory(page, window);
  const rules = usePoll<EntityRules>(
    api,
    `rules ${entityRef} ${window} ${end}`,
    signal => api.getRules(entityRef, { window, end, signal }),
    past ? PAST_INTERVAL : SLOW_INTERVAL,
  );
  return {
    stats,
    history,
    rules: rules.data,
    window,
    ...(deploy?.young && { deployYoung: Date.parse(newest) }),
    deployCut: deploy?.cut ?? false,
    deployUnknown:
      time.type === 'deploy' && first.data !== undefined && !deploy,
  };
}
