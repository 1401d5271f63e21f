import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { messageOf } from '../messageOf';
import {
  BudgetSettings,
  ClusterSwitchSettings,
  DEFAULT_CLUSTER_SWITCHES,
  readSwitches,
  switchOff,
  SwitchSettings,
} from './readSwitches';

/**
 * What may be done at the moment, as the configuration says now: it is read again whenever it changes. Whoever does one of these things
 * asks just before, and whoever does it for a while listens. The methods that end in `Off` give the reason, for people, or undefined.
 *
 * @internal
 */
export class Switches {
  readonly #permissionsEnabled: boolean;
  readonly #listeners = new Set<() => void>();
  readonly #stop: () => void;
  #settings: SwitchSettings;

  /**
   * @throws InputError naming the offending key and value
   */
  static create(options: {
    rootConfig: Config;
    logger?: LoggerService;
  }): Switches {
    return new Switches(options);
  }

  private constructor(options: { rootConfig: Config; logger?: LoggerService }) {
    const { rootConfig, logger } = options;
    this.#settings = readSwitches(rootConfig);
    // Backstage itself reads this one when it starts.
    this.#permissionsEnabled =
      rootConfig.getOptionalBoolean('permission.enabled') ?? false;
    const subscription = rootConfig.subscribe?.(() => {
      try {
        this.#settings = readSwitches(rootConfig);
      } catch (error) {
        this.#settings = switchOff(this.#settings, rootConfig);
        logger?.error(
          `The changed configuration can not be read, so that nothing of serviceMesh is switched on by it; what it switches off is off: ${messageOf(
            error,
          )}`,
        );
      }
      [...this.#listeners].forEach(listener => listener());
    });
    this.#stop = () => subscription?.unsubscribe();
  }

  /** Whether nothing at all may be asked of a cluster. */
  clusterOff(cluster: string): string | undefined {
    if (this.#settings.paused) {
      return 'The service mesh is paused by an administrator (serviceMesh.paused): nothing is asked of any cluster.';
    }
    return this.#of(cluster).paused
      ? `The cluster ${cluster} is paused by an administrator (serviceMesh.clusters[].paused): nothing is asked of it.`
      : undefined;
  }

  /**
   * Whether a cluster, or a namespace of it, may not be tapped. Where Backstage's permissions are off, everybody may do everything, so that
   * live requests are shown only if the configuration says so in words.
   */
  tapOff(cluster: string, namespace?: string): string | undefined {
    const { tapEnabled } = this.#settings;
    const { enabled, excludedNamespaces } = this.#of(cluster).tap;
    if (tapEnabled === false) {
      return 'Live tap is switched off by serviceMesh.tap.enabled.';
    }
    if (tapEnabled === undefined && !this.#permissionsEnabled) {
      return 'Live tap is off, because without permission.enabled Backstage allows everything to everybody. Set permission.enabled to true, or serviceMesh.tap.enabled to true to let everybody tap.';
    }
    if (!enabled) {
      return `Live tap is switched off for the cluster ${cluster} by serviceMesh.clusters[].tap.enabled.`;
    }
    if (namespace !== undefined && excludedNamespaces.includes(namespace)) {
      return `Live tap is switched off for the namespace ${namespace} by serviceMesh.clusters[].tap.excludedNamespaces.`;
    }
    return this.clusterOff(cluster);
  }

  /** Whether the proxies of a cluster, or of a namespace of it, may not be read directly. */
  proxiesOff(cluster: string, namespace?: string): string | undefined {
    const { enabled, excludedNamespaces } = this.#of(cluster).proxies;
    if (!enabled) {
      return `Reading the proxies of the cluster ${cluster} is switched off by serviceMesh.clusters[].metrics.proxies.enabled`;
    }
    return namespace !== undefined && excludedNamespaces.includes(namespace)
      ? `Reading the proxies of the namespace ${namespace} is switched off by serviceMesh.clusters[].metrics.proxies.excludedNamespaces`
      : undefined;
  }

  /** What is switched on for good, whatever is paused at the moment. */
  features(cluster: string): {
    tap: boolean;
    excluded: { tap: readonly string[]; proxies: readonly string[] };
  } {
    const { tap, proxies } = this.#of(cluster);
    const off = this.tapOff(cluster);
    return {
      tap: off === undefined || off === this.clusterOff(cluster),
      excluded: {
        tap: tap.excludedNamespaces,
        proxies: proxies.excludedNamespaces,
      },
    };
  }

  budget(cluster: string): BudgetSettings {
    return this.#of(cluster).budget;
  }

  /**
   * Calls the listener after each change of the configuration, in the order in which they came.
   *
   * @returns ends it
   */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#stop();
    this.#listeners.clear();
  }

  #of(cluster: string): ClusterSwitchSettings {
    return this.#settings.clusters.get(cluster) ?? DEFAULT_CLUSTER_SWITCHES;
  }
}
