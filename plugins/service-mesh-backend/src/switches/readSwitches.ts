import { Config } from '@backstage/config';
import { ConfigSection } from '../config/ConfigSection';

/**
 * The part of the configuration that holds at once when it changes, without a restart.
 *
 * @internal
 */
export interface SwitchSettings {
  paused: boolean;
  /** undefined: on where the portal's permissions are enabled. */
  tapEnabled?: boolean;
  /** By the name of the cluster; those without an entry have the defaults. */
  clusters: ReadonlyMap<string, ClusterSwitchSettings>;
}

/** @internal */
export interface ClusterSwitchSettings {
  paused: boolean;
  tap: { enabled: boolean; excludedNamespaces: readonly string[] };
  /** Reading the proxies directly. */
  proxies: { enabled: boolean; excludedNamespaces: readonly string[] };
  budget: BudgetSettings;
}

/**
 * What may be asked of a cluster in a minute.
 *
 * @internal
 */
export interface BudgetSettings {
  /** Towards Prometheus. */
  queriesPerMinute: number;
  /** Towards the proxies. */
  scrapesPerMinute: number;
}

/** Some ten times what a busy portal asks: whoever reaches it has a fault, or a mesh to think about. */
const DEFAULT_BUDGET: BudgetSettings = {
  queriesPerMinute: 1_200,
  scrapesPerMinute: 6_000,
};

/** @internal */
export const DEFAULT_CLUSTER_SWITCHES: ClusterSwitchSettings = {
  paused: false,
  tap: { enabled: true, excludedNamespaces: [] },
  proxies: { enabled: true, excludedNamespaces: [] },
  budget: DEFAULT_BUDGET,
};

/**
 * Reads the switches, and nothing beside them: an error elsewhere in a changed configuration must not keep one from working.
 *
 * @throws InputError naming the offending key and value
 * @internal
 */
export function readSwitches(rootConfig: Config): SwitchSettings {
  const root = new ConfigSection(
    'serviceMesh',
    rootConfig.getOptionalConfig('serviceMesh'),
  );
  return {
    paused: root.boolean('paused') ?? false,
    tapEnabled: root.section('tap').boolean('enabled'),
    clusters: new Map(
      root
        .sections('clusters')
        .map(section => [
          section.requiredString('name'),
          readClusterSwitches(section),
        ]),
    ),
  };
}

/**
 * The switches as they were, and off what a changed configuration switches off that can not be read as a whole: whoever stops something
 * in a hurry may make a mistake beside it.
 *
 * @internal
 */
export function switchOff(
  settings: SwitchSettings,
  rootConfig: Config,
): SwitchSettings {
  const says = (key: string, value: boolean) =>
    attempt(() => rootConfig.getOptionalBoolean(key) === value) ?? false;
  const sections =
    attempt(() => rootConfig.getOptionalConfigArray('serviceMesh.clusters')) ??
    [];
  const clusters = new Map(settings.clusters);
  for (const section of sections) {
    const name = attempt(() => section.getOptionalString('name'));
    if (name !== undefined) {
      const before = clusters.get(name) ?? DEFAULT_CLUSTER_SWITCHES;
      const isOff = (key: string) =>
        attempt(() => section.getOptionalBoolean(key)) === false;
      clusters.set(name, {
        ...before,
        paused:
          before.paused ||
          attempt(() => section.getOptionalBoolean('paused')) === true,
        tap: { ...before.tap, ...(isOff('tap.enabled') && { enabled: false }) },
        proxies: {
          ...before.proxies,
          ...(isOff('metrics.proxies.enabled') && { enabled: false }),
        },
      });
    }
  }
  return {
    paused: settings.paused || says('serviceMesh.paused', true),
    tapEnabled: says('serviceMesh.tap.enabled', false)
      ? false
      : settings.tapEnabled,
    clusters,
  };
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function readClusterSwitches(section: ConfigSection): ClusterSwitchSettings {
  const metrics = section.section('metrics');
  const budget = metrics.section('budget');
  const perMinute = { min: 1, max: 1e6 };
  return {
    paused: section.boolean('paused') ?? false,
    tap: readSwitch(section.section('tap')),
    proxies: readSwitch(metrics.section('proxies')),
    budget: {
      queriesPerMinute:
        budget.number('queriesPerMinute', perMinute) ??
        DEFAULT_BUDGET.queriesPerMinute,
      scrapesPerMinute:
        budget.number('scrapesPerMinute', perMinute) ??
        DEFAULT_BUDGET.scrapesPerMinute,
    },
  };
}

function readSwitch(section: ConfigSection): ClusterSwitchSettings['tap'] {
  return {
    enabled: section.boolean('enabled') ?? true,
    excludedNamespaces: section.kubernetesNames('excludedNamespaces') ?? [],
  };
}
