import { HEALTH_MESSAGES } from '../components/HealthShape';
import type { NumberFormats } from '../format';
import type { GraphGroup } from '../graph';
import { isUnchanged } from '../graph/partComparison';
import type { Translate } from '../translation';

/** A group as a full sentence, the accessible name of its button. */
export function groupSentence(
  { title, members, state, traffic }: GraphGroup,
  t: Translate,
  n: NumberFormats,
): string {
  const { inbound, inside } = traffic;
  const parts: string[] = [
    t('graph.group.name', {
      title,
      workloads: t('graph.group.workloads', { count: members.length }),
      health: t(HEALTH_MESSAGES[state]),
    }),
  ];
  if (inbound.requestsPerSecond !== undefined) {
    parts.push(
      t('graph.group.crossing', { rate: n.rate(inbound.requestsPerSecond) }),
    );
  }
  if (inbound.successRate !== undefined) {
    parts.push(
      t('graph.group.success', {
        success: n.success(inbound.successRate, inbound.counts?.failures),
      }),
    );
  }
  if (inside.requestsPerSecond !== undefined) {
    parts.push(
      t('graph.group.inside', { rate: n.rate(inside.requestsPerSecond) }),
    );
  }
  const changed = members.filter(
    ({ compared }) => compared && !isUnchanged(compared),
  ).length;
  if (changed > 0) {
    parts.push(t('graph.change.changed', { count: changed }));
  }
  const worse = members.filter(({ change }) => change === 'unhealthy').length;
  const fresh = members.filter(({ change }) => change === 'new').length;
  if (worse > 0) {
    parts.push(t('graph.change.worse', { count: worse }));
  }
  if (fresh > 0) {
    parts.push(t('graph.change.newWorkloads', { count: fresh }));
  }
  return parts.join(', ');
}
