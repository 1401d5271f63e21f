import { MetricsSourceStep } from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventorySnapshot,
  Mesh,
  MetricsSource,
  PrometheusHint,
} from '@backstage-mesh/plugin-service-mesh-node';
import { messageOf } from '../messageOf';
import { ClusterMetrics, OpenMetrics } from '../clusters';
import { PrometheusConfig, PrometheusTarget } from '../config';
import { Replicas } from '../replicas';
import { PROXIES_MANIFEST, serviceProxyManifest } from './manifests';
import {
  PrometheusError,
  PrometheusSource,
  PrometheusTransport,
  ServiceTransport,
  UrlTransport,
} from './prometheus';
import { guardTransport } from '../switches';
import { measuredTransport, Telemetry } from '../telemetry';
import { MAX_PROXIES, ProxiesSource } from './proxies';
import { ProxyAccess } from './proxies/ProxyAccess';

type Target = Parameters<OpenMetrics>[0] & {
  /** Other instances of the portal, with which what is read of proxies is shared. */
  replicas?: Replicas;
  telemetry?: Telemetry;
};

interface Attempt {
  step: MetricsSourceStep;
  source?: MetricsSource;
}

const DEFAULT_PROMETHEUS: Omit<PrometheusConfig, 'target'> = {
  matchers: {},
  params: {},
  headers: {},
  skipTLSVerify: false,
  labels: { namespace: 'namespace', pod: 'pod' },
  timeoutMs: 10_000,
  maxConcurrent: 4,
};

/**
 * Finds where the numbers of a cluster come from: what the configuration says, what the mesh's installation points at, and at last the
 * proxies themselves, if they are few. Each way that is closed says why, and what would open it.
 *
 * @internal
 */
export async function openMetrics(target: Target): Promise<ClusterMetrics> {
  const { cluster, mesh } = target;
  const { source: wanted } = cluster.config.metrics;
  if (wanted === 'none' || !mesh) {
    const reason = mesh
      ? 'The configuration wants no numbers (metrics.source: none)'
      : 'No mesh was found in this cluster';
    return { steps: [{ step: 'configuration', outcome: 'skipped', reason }] };
  }
  const snapshot = await cluster.inventory.ready();
  const ways: ((mesh: Mesh) => Promise<Attempt>)[] = [];
  if (wanted !== 'proxies') {
    ways.push(found => tryConfigured(target, found));
  }
  if (wanted === 'auto') {
    ways.push(
      ...(mesh.prometheusHints?.(snapshot) ?? []).map(
        hint => (found: Mesh) => tryHint(target, found, hint, snapshot),
      ),
    );
  }
  if (wanted !== 'prometheus') {
    ways.push(found => tryProxies(target, found, snapshot));
  }
  const steps: MetricsSourceStep[] = [];
  for (const way of ways) {
    const { step, source } = await way(mesh);
    steps.push(step);
    if (source) {
      const mayImprove =
        wanted === 'auto' && steps.some(({ outcome }) => outcome === 'failed');
      return { source, steps, ...(mayImprove && { mayImprove }) };
    }
  }
  return { steps };
}

async function tryConfigured(target: Target, mesh: Mesh): Promise<Attempt> {
  const config = target.cluster.config.metrics.prometheus;
  if (!config) {
    return skipped(
      'configuration',
      'The configuration names no Prometheus for this cluster (metrics.prometheus)',
    );
  }
  const transport = transportTo(target, config);
  return tryPrometheus(target, mesh, config, transport, {
    step: 'configuration',
    manifest:
      config.target.type === 'service'
        ? serviceProxyManifest(config.target)
        : undefined,
  });
}

async function tryHint(
  target: Target,
  mesh: Mesh,
  hint: PrometheusHint,
  snapshot: InventorySnapshot,
): Promise<Attempt> {
  const { step, manifest } = hint;
  if (hint.target.type === 'absent') {
    return skipped(step, hint.target.reason);
  }
  const found =
    hint.target.type === 'service'
      ? serviceTarget(hint.target)
      : targetOfUrl(hint.target.url, snapshot);
  if (!found) {
    return failed(
      step,
      `${
        hint.target.type === 'url' ? JSON.stringify(hint.target.url) : 'It'
      } is no URL of a Prometheus`,
    );
  }
  const config: PrometheusConfig = { ...DEFAULT_PROMETHEUS, target: found };
  return tryPrometheus(target, mesh, config, transportTo(target, config), {
    step,
    manifest:
      manifest ??
      (found.type === 'service' ? serviceProxyManifest(found) : undefined),
  });
}

async function tryPrometheus(
  { cluster, logger, before }: Target,
  mesh: Mesh,
  config: PrometheusConfig,
  transport: PrometheusTransport,
  { step, manifest }: { step: MetricsSourceStep['step']; manifest?: string },
): Promise<Attempt> {
  const source = new PrometheusSource({
    cluster: cluster.name,
    transport,
    dialect: { matchers: config.matchers, labels: config.labels },
    params: config.params,
    timeoutMs: config.timeoutMs,
    maxConcurrent: config.maxConcurrent,
    presenceMetric: mesh.presenceMetric,
    recordings: mesh.recordings,
    namespaces: () =>
      cluster.inventory
        .snapshot()
        ?.namespaces()
        .map(({ name }) => name) ?? [],
    logger,
  });
  try {
    const { proxies } = await source.check();
    if (mesh.presenceMetric && proxies === 0) {
      source.close();
      return failed(
        step,
        `${transport.description} answers, but knows no proxy of the mesh (${mesh.presenceMetric}): its scrape configuration lacks the job of the proxies, or the matchers exclude them`,
      );
    }
    const known = before?.source;
    if (
      known?.kind === 'prometheus' &&
      known.description === source.description
    ) {
      source.close();
      return { source: known, step: { step, outcome: 'used' } };
    }
    return { source, step: { step, outcome: 'used' } };
  } catch (error) {
    source.close();
    const refused =
      error instanceof PrometheusError && error.problem === 'refused';
    return failed(
      step,
      `${transport.description} can not be used: ${messageOf(error)}`,
      refused ? manifest : undefined,
    );
  }
}

async function tryProxies(
  { cluster, guard, logger, before, replicas }: Target,
  mesh: Mesh,
  snapshot: InventorySnapshot,
): Promise<Attempt> {
  const off = guard?.proxiesOff();
  if (off !== undefined) {
    return skipped('proxies', off);
  }
  const { include } = cluster.config.namespaces;
  const excludedNamespaces = mesh.installation.systemNamespaces.filter(
    name => !include.includes(name),
  );
  const proxies = snapshot
    .pods()
    .filter(
      pod =>
        (!excludedNamespaces.includes(pod.namespace) ||
          mesh.isGateway?.(pod)) &&
        mesh.proxyTarget(pod) !== undefined,
    );
  if (
    proxies.length > MAX_PROXIES &&
    cluster.config.metrics.source !== 'proxies'
  ) {
    return failed(
      'proxies',
      `The cluster has ${proxies.length} proxies, more than the ${MAX_PROXIES} that are read directly: it needs a Prometheus`,
    );
  }
  try {
    const namespaces = new Set(proxies.map(({ namespace }) => namespace));
    const allowed = await new ProxyAccess(cluster.connection, Date.now).allowed(
      namespaces,
    );
    if (namespaces.size > 0 && allowed.size === 0) {
      return failed(
        'proxies',
        "The portal's account may not get pods/proxy in this cluster",
        PROXIES_MANIFEST,
      );
    }
  } catch (error) {
    return failed(
      'proxies',
      `Whether the proxies may be read could not be asked: ${messageOf(error)}`,
    );
  }
  if (before?.source?.kind === 'proxies') {
    // With what it remembers.
    return {
      source: before.source,
      step: { step: 'proxies', outcome: 'used' },
    };
  }
  return {
    source: new ProxiesSource({
      cluster: cluster.name,
      connection: cluster.connection,
      snapshot: () => cluster.inventory.snapshot(),
      mesh,
      excludedNamespaces,
      logger,
      ...(replicas && { replicas }),
      ...(cluster.config.history.enabled && {
        backgroundMs: cluster.config.history.intervalMs,
      }),
    }),
    step: { step: 'proxies', outcome: 'used' },
  };
}

function transportTo(
  { cluster, guard, telemetry }: Target,
  config: PrometheusConfig,
): PrometheusTransport {
  const transport =
    config.target.type === 'url'
      ? new UrlTransport(config.target.url, config)
      : new ServiceTransport(cluster.connection, config.target, config.headers);
  const measured = telemetry
    ? measuredTransport(transport, telemetry, cluster.name)
    : transport;
  return guard ? guardTransport(measured, guard) : measured;
}

/**
 * A name that only the cluster's own DNS knows is reached through the API server, so that it works from outside too.
 */
function targetOfUrl(
  text: string,
  snapshot: InventorySnapshot,
): PrometheusTarget | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  if (!/^https?:$/.test(url.protocol)) {
    return undefined;
  }
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const inCluster =
    /^([a-z][-a-z0-9]*)\.([a-z0-9][-a-z0-9]*)(\.svc(\..+)?)?$/.exec(
      url.hostname,
    );
  const [, name, namespace, suffix] = inCluster ?? [];
  if (!name || !(suffix || snapshot.service(namespace, name))) {
    return { type: 'url', url: text };
  }
  return {
    type: 'service',
    namespace,
    name,
    port: url.port || (scheme === 'https' ? '443' : '80'),
    scheme,
    path: url.pathname.replace(/\/$/, ''),
  };
}

function serviceTarget({
  namespace,
  name,
  port,
}: {
  namespace: string;
  name: string;
  port: string;
}): PrometheusTarget {
  return { type: 'service', namespace, name, port, scheme: 'http', path: '' };
}

function skipped(step: MetricsSourceStep['step'], reason: string): Attempt {
  return { step: { step, outcome: 'skipped', reason } };
}

function failed(
  step: MetricsSourceStep['step'],
  reason: string,
  manifest?: string,
): Attempt {
  return {
    step: { step, outcome: 'failed', reason, ...(manifest && { manifest }) },
  };
}
