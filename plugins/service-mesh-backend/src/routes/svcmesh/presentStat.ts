import {
  ContainerError,
  formatWindow,
  formatWorkloadId,
  formatWorkloadPath,
  SvcMeshBasicStat,
  SvcMeshPodError,
  SvcMeshStat,
  SvcMeshTcpStat,
  TopologyNode,
  TrafficStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import { InventoryPod } from '@backstage-mesh/plugin-service-mesh-node';

/** As pods are counted for their workload. */
const RUNNING_PHASES = ['Pending', 'Running'];

/** Numbers, and the time that they cover. */
export interface StatNumbers {
  stats: TrafficStats;
  windowSeconds: number;
}

/** Pods of a workload by what became of them, where that is known. */
export type FailedPodsOf = (node: TopologyNode) => number | undefined;

/** A workload, or a peer of any type. For peers, the numbers are those of the calls. */
export function presentStat(
  node: TopologyNode,
  numbers: StatNumbers,
  failedPodsOf: FailedPodsOf,
): SvcMeshStat {
  const { namespace, name, meshed, errors } = node;
  const isWorkload = node.type === 'workload';
  const type = (isWorkload ? node.kind : node.type).toLowerCase();
  return withoutAbsent({
    id: formatId(node),
    link: formatLink(node),
    ...presentNumbers(numbers),
    resource: withoutAbsent({ namespace, type, name }),
    meshedPodCount: meshed?.running,
    runningPodCount: meshed?.total,
    failedPodCount: isWorkload ? failedPodsOf(node) : undefined,
    podErrors: errors && groupErrors(errors),
  });
}

/** One pod. */
export function presentPodStat(
  owner: TopologyNode,
  pod: { name: string; status?: string; meshed?: boolean },
  numbers: StatNumbers,
  known?: Pick<InventoryPod, 'phase' | 'errors'>,
): SvcMeshStat {
  const link = formatLink(owner);
  return withoutAbsent({
    id: pod.name,
    link: link && `${link}/svcmeshpods/${encodeURIComponent(pod.name)}`,
    ...presentNumbers(numbers),
    status: pod.status,
    resource: withoutAbsent({
      namespace: owner.namespace,
      type: 'pod',
      name: pod.name,
    }),
    meshedPodCount: pod.meshed === undefined ? undefined : Number(pod.meshed),
    runningPodCount: known && Number(RUNNING_PHASES.includes(known.phase)),
    failedPodCount: known && Number(known.phase === 'Failed'),
    podErrors: known && groupErrors(known.errors),
  });
}

/** Workload id; for other peers the type, with the name where there may be several. */
export function formatId(node: TopologyNode): string {
  const { type, kind, name } = node;
  if (type === 'workload' && name) {
    return formatWorkloadId({ kind, name });
  }
  return type === 'service' || type === 'external' ? `${type}-${name}` : type;
}

function formatLink(node: TopologyNode): string | undefined {
  const { type, cluster, namespace, name } = node;
  return type === 'workload' && namespace && name
    ? formatWorkloadPath({ cluster, namespace }, formatId(node))
    : undefined;
}

function presentNumbers({ stats, windowSeconds }: StatNumbers) {
  const { counts, calls, latencyMs, tcp } = stats;
  const basicStat: SvcMeshBasicStat = withoutAbsent({
    successCount: (calls ?? counts)?.successes,
    failureCount: (calls ?? counts)?.failures,
    latencyMsP50: latencyMs?.p50,
    latencyMsP95: latencyMs?.p95,
    latencyMsP99: latencyMs?.p99,
    actualSuccessCount: calls && counts?.successes,
    actualFailureCount: calls && counts?.failures,
  });
  const total = (rate: number | undefined) =>
    rate === undefined ? undefined : Math.round(rate * windowSeconds);
  const tcpStat: SvcMeshTcpStat = withoutAbsent({
    openConnections: tcp?.openConnections,
    readBytesTotal: total(tcp?.readBytesPerSecond),
    writeBytesTotal: total(tcp?.writeBytesPerSecond),
  });
  return {
    timeWindow: formatWindow(Math.round(windowSeconds)),
    basicStat: orAbsent(basicStat),
    tcpStat: orAbsent(tcpStat),
  };
}

function groupErrors(
  errors: readonly ContainerError[],
): SvcMeshPodError[] | undefined {
  const byPod = new Map<string, SvcMeshPodError>();
  for (const { pod, message, container, image, reason } of errors) {
    const entry = byPod.get(pod) ?? { podName: pod, errors: [] };
    entry.errors.push({ message, container, image, reason });
    byPod.set(pod, entry);
  }
  return byPod.size > 0 ? [...byPod.values()] : undefined;
}

function orAbsent<T extends object>(value: T): T | undefined {
  return Object.keys(value).length > 0 ? value : undefined;
}

/** So that what is unknown is no key at all. */
function withoutAbsent<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, part]) => part !== undefined),
  ) as T;
}
