import type { PrometheusSeries } from '../prometheus/RealPrometheus';
import type { PeerResolver } from '../portal/insides';
import { edgeName, peerName } from './rows';

/** How many of these series belong to each row of the tables. */
export function countByRow(
  series: readonly PrometheusSeries[],
  resolver: PeerResolver,
): Map<string, number> {
  const rows = new Map<string, number>();
  const count = (key: string) => rows.set(key, (rows.get(key) ?? 0) + 1);
  for (const { metric } of series) {
    const self = resolver.counting(metric);
    if (self && metric.direction === 'outbound') {
      const target = resolver.target(metric);
      if (target) {
        count(edgeName(peerName(self), peerName(target)));
      }
    } else if (self) {
      count(peerName(self));
      if (!metric.client_id) {
        count(edgeName('unmeshed', peerName(self)));
      }
    }
  }
  return rows;
}
