import type { GroupKind } from '../graph';
import type { NumberFormats } from '../format';
import type { Translate } from '../translation';
import type { Judged, MeshVerdict } from './meshVerdict';

/** Names that a sentence lists. */
const MOST_NAMES = 3;

/** So many of each kind: where the catalog knows no system, namespaces stand beside systems. */
export function groupCounts(
  groups: readonly Pick<Judged, 'kind'>[],
  t: Translate,
  n: NumberFormats,
): string {
  const counts = new Map<GroupKind | 'none', number>();
  for (const { kind = 'none' } of groups) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return n.list(
    [...counts].map(([kind, count]) => t(`mesh.nouns.${kind}`, { count })),
  );
}

/** The sentence that a map opens with: what it says first, and the rest of it. */
export function verdictSentence(
  verdict: MeshVerdict,
  t: Translate,
  n: NumberFormats,
): [head: string, rest: string] {
  const { failing, suffering, degraded, unmeasured, total } = verdict;
  const names = (all: readonly Judged[]) =>
    n.list([
      ...all.slice(0, MOST_NAMES).map(({ title }) => title),
      ...(all.length > MOST_NAMES
        ? [t('mesh.verdict.more', { amount: n.count(all.length - MOST_NAMES) })]
        : []),
    ]);
  if (total === 0) {
    return ['', t('mesh.verdict.nothing')];
  }
  if (failing.length > 0) {
    const also = [
      suffering.length > 0 &&
        t('mesh.verdict.suffer', { count: suffering.length }),
      degraded.length > 0 &&
        t('mesh.verdict.degraded', { count: degraded.length }),
    ].filter(part => part !== false);
    return [
      t('mesh.verdict.fail', {
        count: failing.length,
        groups: groupCounts(failing, t, n),
      }),
      t('mesh.verdict.sentence', {
        names: names(failing),
        also:
          also.length > 0
            ? t('mesh.verdict.also', {
                parts: also.join(t('mesh.verdict.comma')),
              })
            : '',
      }),
    ];
  }
  const [kind, all] =
    suffering.length > 0
      ? (['sufferAlone', suffering] as const)
      : (['degradedAlone', degraded] as const);
  if (all.length > 0) {
    return [
      '',
      t(`mesh.verdict.${kind}`, {
        count: all.length,
        groups: groupCounts(all, t, n),
        names: names(all),
      }),
    ];
  }
  if (unmeasured.length === total) {
    return ['', t('mesh.verdict.unknown')];
  }
  return [
    t(verdict.hasTraffic ? 'mesh.verdict.fine' : 'mesh.verdict.quiet'),
    unmeasured.length > 0
      ? t('mesh.verdict.unmeasured', { groups: groupCounts(unmeasured, t, n) })
      : '',
  ];
}
