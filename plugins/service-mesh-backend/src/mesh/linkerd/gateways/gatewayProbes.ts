import {
  ClusterConnection,
  InventoryPod,
  InventorySnapshot,
  LatencyBuckets,
  MetricsSource,
  Sample,
  SeriesQuery,
} from '@backstage-mesh/plugin-service-mesh-node';
import { ExpositionReader, parseSeries } from '../../../metrics/exposition';

const ALIVE = 'gateway_alive';
const BUCKET = 'gateway_probe_latency_ms_bucket';
const CLUSTER = 'target_cluster_name';

/** As the charts name the port of a service mirror's metrics, old and new; and its number where neither is there. */
const METRICS_PORTS = ['admin-http', 'svcmi-admin'];
const DEFAULT_PORT = 9999;

const TIMEOUT_MS = 5_000;
const MAX_LENGTH = 4 * 1024 * 1024;

/** What the probes of one gateway say. @internal */
export interface GatewayProbes {
  alive?: boolean;
  latency?: LatencyBuckets;
}

/** By what the mesh calls the cluster of the gateway. @internal */
export type ProbesByCluster = ReadonlyMap<string, GatewayProbes>;

/**
 * What a Prometheus knows of the probes: of the window alone.
 *
 * @internal
 */
export async function probesOfPrometheus(
  metrics: MetricsSource,
  windowSeconds: number,
  signal?: AbortSignal,
): Promise<ProbesByCluster> {
  const query = (
    metric: string,
    aggregate: SeriesQuery['aggregate'],
    by: string[],
  ): SeriesQuery => ({ metric, aggregate, matchers: [], by });
  const { results } = await metrics.query(
    [
      query(ALIVE, 'last', [CLUSTER]),
      query(BUCKET, 'increase', ['le', CLUSTER]),
    ],
    { windowSeconds, signal },
  );
  return collect(results[0] ?? [], results[1] ?? []);
}

/**
 * What the service mirrors themselves tell of their probes, since they were started, on the port that nobody but a Prometheus asks.
 *
 * @throws Error with why none of them could be read
 * @internal
 */
export async function probesOfServiceMirrors(
  connection: ClusterConnection,
  snapshot: InventorySnapshot,
  namespaces: readonly string[],
  signal?: AbortSignal,
): Promise<ProbesByCluster> {
  const mirrors = namespaces
    .flatMap(namespace => snapshot.pods(namespace))
    .filter(pod => pod.phase === 'Running' && isServiceMirror(pod));
  if (mirrors.length === 0) {
    throw new Error('no pod of a service mirror is known');
  }
  const answers = await Promise.allSettled(
    mirrors.map(pod => readServiceMirror(connection, pod, signal)),
  );
  const read = answers.flatMap(answer =>
    answer.status === 'fulfilled' ? answer.value : [],
  );
  const failed = answers.find(answer => answer.status === 'rejected');
  if (read.length === 0 && failed) {
    throw failed.reason;
  }
  const of = (metric: string) => read.filter(item => item.metric === metric);
  return collect(of(ALIVE), of(BUCKET));
}

function isServiceMirror({ labels }: InventoryPod): boolean {
  return (
    labels.component === 'linkerd-service-mirror' ||
    labels['linkerd.io/control-plane-component'] === 'linkerd-service-mirror' ||
    // Since 2.18 the extension runs one controller per Link.
    (labels.component === 'controller' &&
      labels['linkerd.io/extension'] === 'multicluster')
  );
}

async function readServiceMirror(
  connection: ClusterConnection,
  pod: InventoryPod,
  signal: AbortSignal | undefined,
): Promise<(Sample & { metric: string })[]> {
  const ports = pod.containers.flatMap(container => container.ports);
  const port =
    ports.find(({ name }) => METRICS_PORTS.includes(name ?? ''))?.port ??
    DEFAULT_PORT;
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const response = await connection.request({
    path: `/api/v1/namespaces/${encodeURIComponent(
      pod.namespace,
    )}/pods/${encodeURIComponent(`${pod.name}:${port}`)}/proxy/metrics`,
    headers: { accept: 'text/plain' },
    headTimeoutMs: TIMEOUT_MS,
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
  if (response.status !== 200) {
    response.cancel();
    throw new Error(
      `the service mirror ${pod.namespace}/${pod.name} answers its port ${port} with HTTP status ${response.status}`,
    );
  }
  const samples: (Sample & { metric: string })[] = [];
  const reader = new ExpositionReader({
    keep: metric => metric === ALIVE || metric === BUCKET,
    onSample: (identity, value, metric) =>
      samples.push({ metric, labels: parseSeries(identity).labels, value }),
    maxLength: MAX_LENGTH,
  });
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body) {
      reader.push(decoder.decode(chunk, { stream: true }));
    }
  } catch (error) {
    response.cancel();
    throw error;
  }
  reader.push(decoder.decode());
  reader.finish();
  return samples;
}

function collect(
  alive: readonly Sample[],
  buckets: readonly Sample[],
): ProbesByCluster {
  const probes = new Map<
    string,
    { alive?: boolean; latency?: Map<number, number> }
  >();
  const of = ({ labels }: Sample) => {
    const cluster = labels[CLUSTER] ?? '';
    const known = probes.get(cluster) ?? {};
    probes.set(cluster, known);
    return known;
  };
  for (const sample of alive) {
    const known = of(sample);
    // Of several replicas one probes: the others say nothing, or that they saw no answer.
    known.alive = known.alive === true || sample.value > 0;
  }
  for (const sample of buckets) {
    const { le } = sample.labels;
    const bound = le === '+Inf' ? Infinity : Number(le);
    if (!Number.isNaN(bound) && Number.isFinite(sample.value)) {
      const known = of(sample);
      known.latency ??= new Map();
      known.latency.set(bound, (known.latency.get(bound) ?? 0) + sample.value);
    }
  }
  probes.delete('');
  return probes;
}
