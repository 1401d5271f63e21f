import { HEALTH_MESSAGES } from '../components/HealthShape';
import type { NumberFormats } from '../format';
import type { GraphNode, GraphEdge, MeshGraph } from '../graph';
import type { PartComparison } from '../graph/partComparison';
import type { Translate } from '../translation';
import { relativeDeltaText, successDeltaText } from './deltas';
import { kindName, nodeName } from './nodeNames';

/** A node as a full sentence, the accessible name of its button. */
export function nodeSentence(
  { node, health, focus, compared }: GraphNode,
  t: Translate,
  n: NumberFormats,
): string {
  const { stats, meshed, namespace } = node;
  const parts: string[] = [
    t('topology.name.node', {
      name: nodeName(node, t),
      kind: kindName(node, t),
      health: t(HEALTH_MESSAGES[health.state]),
    }),
  ];
  if (focus) {
    parts.push(t('topology.name.self'));
  }
  if (namespace) {
    parts.push(t('topology.name.inNamespace', { namespace }));
  }
  if (stats.requestsPerSecond !== undefined) {
    parts.push(
      t('topology.name.rate', { rate: n.rate(stats.requestsPerSecond) }),
    );
  }
  if (stats.successRate !== undefined) {
    parts.push(
      t('topology.name.success', {
        success: n.success(stats.successRate, stats.counts?.failures),
      }),
    );
  }
  if (stats.latencyMs?.p99 !== undefined) {
    parts.push(
      t('topology.name.latency', { latency: n.latency(stats.latencyMs.p99) }),
    );
  }
  if (health.state === 'tcp-only' && stats.tcp?.openConnections !== undefined) {
    parts.push(
      t('topology.name.connections', {
        amount: n.count(stats.tcp.openConnections),
      }),
    );
  }
  if (meshed) {
    parts.push(
      t('topology.name.meshed', {
        running: n.count(meshed.running),
        total: n.count(meshed.total),
      }),
    );
  }
  return [...parts, ...comparedWords(compared, t, n)].join(', ');
}

/** A call as a full sentence, the accessible name of its button. */
export function edgeSentence(
  { edge, source, target, undeclared, compared }: GraphEdge,
  graph: MeshGraph,
  t: Translate,
  n: NumberFormats,
): string {
  const name = (id: string) => {
    const end = graph.nodes.get(id);
    return end ? nodeName(end.node, t) : id;
  };
  const { stats, mtls } = edge;
  const parts: string[] = [
    t('topology.name.edge', { source: name(source), target: name(target) }),
  ];
  if (edge.protocol === 'tcp' && stats.tcp?.openConnections !== undefined) {
    parts.push(
      t('topology.name.connections', {
        amount: n.count(stats.tcp.openConnections),
      }),
    );
  } else if (stats.requestsPerSecond !== undefined) {
    parts.push(
      t('topology.name.rate', { rate: n.rate(stats.requestsPerSecond) }),
    );
  }
  if (stats.successRate !== undefined) {
    parts.push(
      t('topology.name.success', {
        success: n.success(stats.successRate, stats.counts?.failures),
      }),
    );
  }
  if (stats.deniedPerSecond) {
    parts.push(
      t('topology.name.denied', { rate: n.rate(stats.deniedPerSecond) }),
    );
  }
  if (mtls === 'mesh' || mtls === 'opaque') {
    parts.push(t('topology.name.encrypted'));
  } else if (mtls === 'none') {
    parts.push(t('topology.name.notEncrypted'));
  }
  if (undeclared) {
    parts.push(t('dependencies.overlay'));
  }
  return [...parts, ...comparedWords(compared, t, n)].join(', ');
}

/** What became of a part between two moments, in words. */
function comparedWords(
  compared: PartComparison | undefined,
  t: Translate,
  n: NumberFormats,
): string[] {
  if (!compared) {
    return [];
  }
  const { presence, outcome, traffic } = compared.delta;
  if (presence === 'new' || presence === 'gone') {
    return [t(`timeTravel.name.${presence}`)];
  }
  if (outcome === 'same') {
    return [t('timeTravel.unchanged')];
  }
  if (outcome === 'unknown') {
    return [t('timeTravel.notCompared')];
  }
  const success = successDeltaText(traffic.successRate, t, n);
  const rate = relativeDeltaText(traffic.requestsPerSecond, n.rps, t, n);
  const latency = relativeDeltaText(traffic.latency, n.latency, t, n);
  const parts: (string | undefined)[] = [
    success && t('timeTravel.name.success', { change: success.words }),
    rate && t('timeTravel.name.rate', { change: rate.words }),
    latency && t('timeTravel.name.latency', { change: latency.words }),
  ];
  return parts.flatMap(part => part ?? []);
}
