import type {
  HealthThresholds,
  TrafficStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import { successTone } from '../components';
import type { NumberFormats } from '../format';
import type { NodeView } from '../graph';
import { hasRequestNumbers, judgedSuccess } from '../health';
import { sameData } from './sameData';

/** The numbers that a card of requests shows, by the names that they have on the page. */
export const REQUEST_NUMBERS = {
  success: ({ successRate, counts }: TrafficStats, n: NumberFormats) =>
    n.success(successRate, counts?.failures),
  rate: ({ requestsPerSecond }: TrafficStats, n: NumberFormats) =>
    n.rate(requestsPerSecond),
  rps: ({ requestsPerSecond }: TrafficStats, n: NumberFormats) =>
    n.rps(requestsPerSecond),
  latency: ({ latencyMs }: TrafficStats, n: NumberFormats) =>
    n.latency(latencyMs?.p99 ?? latencyMs?.mean),
} as const;

/** Whether two cards look the same but for the numbers of requests: then new ones are written in the places of the old. */
export function sameButNumbers(
  a: NodeView,
  b: NodeView,
  thresholds: HealthThresholds,
): boolean {
  const [one, other] = [a.graphNode, b.graphNode];
  return (
    isRequestCard(a) &&
    isRequestCard(b) &&
    one.health.state === other.health.state &&
    sameLook(one.node.stats, other.node.stats, thresholds) &&
    sameData(a, b, ['graphNode', 'calls']) &&
    sameData(one, other, ['node', 'health']) &&
    sameData(one.node, other.node, ['stats'])
  );
}

/** Whether a card shows the numbers of requests: each other kind is drawn anew with each answer. */
export function isRequestCard({ graphNode, compact }: NodeView): boolean {
  const { node, health, group, compared } = graphNode;
  return (
    !compact &&
    !group &&
    !compared &&
    health.state !== 'too-few' &&
    hasRequestNumbers(node.stats)
  );
}

/** What depends on the numbers, and is not one of them: which are known, colours and units. */
function sameLook(
  a: TrafficStats,
  b: TrafficStats,
  thresholds: HealthThresholds,
): boolean {
  return (
    isKnown(a.requestsPerSecond) === isKnown(b.requestsPerSecond) &&
    isKnown(a.successRate) === isKnown(b.successRate) &&
    isKnown(a.latencyMs?.p99) === isKnown(b.latencyMs?.p99) &&
    isKnown(a.latencyMs?.mean) === isKnown(b.latencyMs?.mean) &&
    a.deniedPerSecond === b.deniedPerSecond &&
    successTone(judgedSuccess(a), thresholds) ===
      successTone(judgedSuccess(b), thresholds)
  );
}

function isKnown(value: number | undefined): boolean {
  return value !== undefined;
}
