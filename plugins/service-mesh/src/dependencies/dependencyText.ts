import type { Dependency } from '@backstage-mesh/plugin-service-mesh-common';
import { parseEntityRef } from '@backstage/catalog-model';
import { NumberFormats, formatAge } from '../format';
import type { Translate } from '../translation';

/** The second line of a dependency: its rate and since when, or how it is declared and when it was last seen. */
export function dependencyText(
  dependency: Dependency,
  now: number,
  t: Translate,
  n: NumberFormats,
): string {
  const { state, declarations, lastSeenAt } = dependency;
  if (state === 'unseen') {
    const declared = declarations.map(
      ({ relation, targetRef }) => `${relation} ${refName(targetRef)}`,
    );
    return [
      ...declared,
      lastSeenAt
        ? t('dependencies.lastSeen', { age: ageOf(lastSeenAt, now, t) })
        : t('dependencies.neverSeen'),
    ].join(' · ');
  }
  return [...trafficParts(dependency, t, n), seenText(dependency, now, t)]
    .filter(Boolean)
    .join(' · ');
}

function trafficParts(
  { stats, target }: Dependency,
  t: Translate,
  n: NumberFormats,
): string[] {
  const parts: string[] = [];
  if (target.kind === 'External') {
    parts.push(t('dependencies.external'));
  }
  if (stats?.requestsPerSecond) {
    parts.push(n.rps(stats.requestsPerSecond));
    if (stats.successRate !== undefined) {
      parts.push(n.success(stats.successRate, stats.counts?.failures));
    }
  } else if (stats?.tcp) {
    const { openConnections, readBytesPerSecond, writeBytesPerSecond } =
      stats.tcp;
    const bytes =
      readBytesPerSecond === undefined && writeBytesPerSecond === undefined
        ? undefined
        : (readBytesPerSecond ?? 0) + (writeBytesPerSecond ?? 0);
    if (bytes !== undefined) {
      parts.push(n.bytesPerSecond(bytes));
    } else if (openConnections !== undefined) {
      parts.push(
        t('topology.edge.connections', { amount: n.count(openConnections) }),
      );
    }
  }
  return parts;
}

/** Since when it is seen; when last, where it is not called now. */
function seenText(
  { stats, firstSeenAt, lastSeenAt }: Dependency,
  now: number,
  t: Translate,
): string {
  if (!stats && lastSeenAt) {
    return t('dependencies.lastSeen', { age: ageOf(lastSeenAt, now, t) });
  }
  return firstSeenAt
    ? t('dependencies.firstSeen', { age: ageOf(firstSeenAt, now, t) })
    : '';
}

function ageOf(moment: string, now: number, t: Translate): string {
  return formatAge(Math.max(0, now - Date.parse(moment)), t);
}

/** The name in a reference, which may come from a file that somebody wrote. */
export function refName(ref: string): string {
  try {
    return parseEntityRef(ref).name;
  } catch {
    return ref;
  }
}
