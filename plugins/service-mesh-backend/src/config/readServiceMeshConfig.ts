import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { ConfigSection } from './ConfigSection';
import { readPrometheusConfig } from './readPrometheusConfig';
import { readTapIdentity } from './readTapIdentity';
import {
  ClusterConfig,
  DependenciesConfig,
  HealthConfig,
  HistoryConfig,
  MetricsConfig,
  NamespaceOwner,
  ServiceMeshConfig,
  TapConfig,
} from './ServiceMeshConfig';

/** Namespaces that nobody looks for on a component page, where the configuration says nothing else. */
const DEFAULT_EXCLUDED_NAMESPACES = ['kube-system'];

const MINUTE_MS = 60_000;

const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Reads and checks the section `serviceMesh` of the whole configuration.
 *
 * @throws InputError naming the offending key and value
 * @internal
 */
export function readServiceMeshConfig(rootConfig: Config): ServiceMeshConfig {
  const root = new ConfigSection(
    'serviceMesh',
    rootConfig.getOptionalConfig('serviceMesh'),
  );
  const clusters = root.sections('clusters').map(readCluster);
  const twice = clusters.find(
    (cluster, index) =>
      clusters.findIndex(other => other.name === cluster.name) !== index,
  );
  if (twice) {
    throw new InputError(
      `Invalid configuration: serviceMesh.clusters names ${JSON.stringify(
        twice.name,
      )} twice`,
    );
  }
  return {
    clusters,
    dependencies: readDependencies(root.section('dependencies')),
    health: readHealth(root.section('health')),
    replicas: { share: root.section('replicas').boolean('share') ?? true },
    tap: readTap(root.section('tap')),
  };
}

/**
 * The configuration of a cluster by its name, the defaults where it has no entry.
 *
 * @internal
 */
export function clusterConfigOf(
  config: ServiceMeshConfig,
  name: string,
): ClusterConfig {
  return (
    config.clusters.find(cluster => cluster.name === name) ?? {
      ...readClusterSettings(new ConfigSection('serviceMesh', undefined)),
      name,
    }
  );
}

function readCluster(section: ConfigSection): ClusterConfig {
  return {
    ...readClusterSettings(section),
    name: section.requiredString('name'),
    raw: section.config,
  };
}

function readClusterSettings(
  section: ConfigSection,
): Omit<ClusterConfig, 'name'> {
  const namespaces = section.section('namespaces');
  const linkerd = section.section('linkerd');
  return {
    enabled: section.boolean('enabled') ?? true,
    mesh: section.string('mesh') ?? 'auto',
    meshClusterName: section.string('meshClusterName'),
    tokenFile: section.absolutePath('tokenFile'),
    namespaces: {
      include: namespaces.kubernetesNames('include') ?? [],
      exclude:
        namespaces.kubernetesNames('exclude') ?? DEFAULT_EXCLUDED_NAMESPACES,
    },
    linkerd: {
      namespace: linkerd.kubernetesName('namespace') ?? 'linkerd',
      vizNamespace: linkerd.kubernetesName('vizNamespace') ?? 'linkerd-viz',
      clusterDomain: linkerd.kubernetesName('clusterDomain') ?? 'cluster.local',
      trustDomain: linkerd.kubernetesName('trustDomain') ?? 'cluster.local',
    },
    metrics: readMetrics(section.section('metrics')),
    history: readHistory(section.section('history')),
    tap: { identity: readTapIdentity(section.section('tap')) },
  };
}

function readMetrics(section: ConfigSection): MetricsConfig {
  const source =
    section.oneOf('source', ['auto', 'prometheus', 'proxies', 'none']) ??
    'auto';
  const prometheus = section.has('prometheus')
    ? readPrometheusConfig(section.section('prometheus'))
    : undefined;
  if (source === 'prometheus' && !prometheus) {
    throw new InputError(
      `Invalid configuration: ${section.key}.source is "prometheus", so ${section.key}.prometheus needs a url or a service`,
    );
  }
  return { source, prometheus };
}

function readHistory(section: ConfigSection): HistoryConfig {
  return {
    enabled: section.boolean('enabled') ?? false,
    intervalMs:
      // Charts have a point per minute: further apart there would be nothing to draw.
      section.durationMs('interval', {
        minMs: 15_000,
        maxMs: 2 * MINUTE_MS,
      }) ?? MINUTE_MS,
  };
}

function readDependencies(section: ConfigSection): DependenciesConfig {
  return {
    enabled: section.boolean('enabled') ?? true,
    intervalMs:
      section.durationMs('interval', {
        minMs: MINUTE_MS,
        maxMs: 60 * MINUTE_MS,
      }) ?? 5 * MINUTE_MS,
    retentionMs:
      section.durationMs('retention', {
        minMs: DAY_MS,
        maxMs: 730 * DAY_MS,
      }) ?? 90 * DAY_MS,
  };
}

function readHealth(section: ConfigSection): HealthConfig {
  const percent = { min: 0, max: 100 };
  const health = {
    healthy: section.number('healthy', percent) ?? 99,
    degraded: section.number('degraded', percent) ?? 95,
    minRequests:
      section.number('minRequests', { min: 1, max: 1e6, integer: true }) ?? 10,
  };
  if (health.degraded > health.healthy) {
    throw new InputError(
      `Invalid configuration: serviceMesh.health.degraded is ${health.degraded}, but must not be above serviceMesh.health.healthy, which is ${health.healthy}`,
    );
  }
  return health;
}

function readTap(section: ConfigSection): TapConfig {
  const limit = { min: 1, max: 1000, integer: true };
  const consent = section.section('consent');
  return {
    webSocket: section.boolean('webSocket') ?? true,
    maxPerUser: section.number('maxPerUser', limit) ?? 5,
    maxPerCluster: section.number('maxPerCluster', limit) ?? 50,
    maxLifetimeMs:
      section.durationMs('maxLifetime', {
        minMs: 10_000,
        maxMs: 24 * 60 * MINUTE_MS,
      }) ?? 30 * MINUTE_MS,
    recheckIntervalMs:
      section.durationMs('recheckInterval', {
        minMs: 1_000,
        maxMs: 60 * MINUTE_MS,
      }) ?? 3 * MINUTE_MS,
    maxRps: section.number('maxRps', { min: 1, max: 10_000 }) ?? 100,
    allowedHeaders: (section.strings('allowedHeaders') ?? []).map(name =>
      name.toLowerCase(),
    ),
    maskedPaths: section.strings('maskedPaths') ?? [],
    allowedQueryParameters: section.strings('allowedQueryParameters') ?? [],
    consent: {
      selectorMatches: consent.boolean('selectorMatches') ?? false,
      namespaceOwners: consent
        .sections('namespaceOwners')
        .map(readNamespaceOwner),
    },
  };
}

function readNamespaceOwner(section: ConfigSection): NamespaceOwner {
  section.requiredString('namespace');
  const owner = section.requiredString('owner');
  let ref: string;
  try {
    ref = stringifyEntityRef(
      parseEntityRef(owner, {
        defaultKind: 'group',
        defaultNamespace: 'default',
      }),
    );
  } catch {
    throw section.invalid(
      'owner',
      'an entity reference such as group:default/team',
    );
  }
  return {
    cluster: section.string('cluster'),
    namespace: section.kubernetesName('namespace') ?? '',
    owner: ref,
  };
}
