import type { GraphGroup } from '../graph';
import type { NumberFormats } from '../format';
import type { Translate } from '../translation';

/** What the members of a group ask of each other, in words: requests, connections, nothing at all, or nothing that is known. */
export function insideText(
  { traffic, members }: Pick<GraphGroup, 'traffic' | 'members'>,
  t: Translate,
  n: NumberFormats,
): string {
  const { requestsPerSecond, successRate, counts, tcp } = traffic.inside;
  const parts = [];
  if (requestsPerSecond) {
    parts.push(
      n.rps(requestsPerSecond),
      n.success(successRate, counts?.failures),
    );
  }
  if (tcp?.openConnections) {
    parts.push(
      t('topology.edge.connections', { amount: n.count(tcp.openConnections) }),
      n.bytesPerSecond(
        (tcp.readBytesPerSecond ?? 0) + (tcp.writeBytesPerSecond ?? 0),
      ),
    );
  }
  if (parts.length > 0) {
    return parts.join(' · ');
  }
  return members.some(({ health }) => health.state !== 'not-measured')
    ? t('mesh.groupPanel.insideNone')
    : t('topology.panel.noneMeasured');
}
