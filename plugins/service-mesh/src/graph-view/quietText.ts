import type { NumberFormats } from '../format';
import type { NodeView } from '../graph';
import { addStats } from '../health';
import type { Translate } from '../translation';

/** What a small card says of a node without requests: its connections, what it calls itself, or why there is no number. */
export function quietText(
  {
    graphNode,
    calls,
    outside,
  }: Pick<NodeView, 'graphNode' | 'calls' | 'outside'>,
  t: Translate,
  n: NumberFormats,
): string {
  const { node, health } = graphNode;
  const { tcp } = node.stats;
  if (tcp?.openConnections && health.judgedBy !== 'outbound') {
    return t('topology.node.conn', { amount: n.count(tcp.openConnections) });
  }
  if (outside && node.type === 'workload') {
    return t('topology.node.notMeshed');
  }
  if (calls.length > 0) {
    const { requestsPerSecond, tcp: made } = addStats(
      calls.map(({ edge }) => edge.stats),
    );
    return t('topology.node.callsOut', {
      rate: requestsPerSecond
        ? n.rps(requestsPerSecond)
        : t('topology.node.conn', { amount: n.count(made?.openConnections) }),
    });
  }
  return health.state === 'no-traffic'
    ? t('topology.node.nobodyCalls')
    : t('topology.node.noNumbers');
}
