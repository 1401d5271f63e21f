import { HealthShape } from '../components';
import { MeshGraph, compareGroups, compareNodes } from '../graph';
import { useNumbers, useTranslate } from '../hooks';
import { nodeName } from '../names';
import type { Grouping } from './grouping';
import { Judged, MeshVerdict, judgeMesh } from './meshVerdict';
import styles from './MeshVerdictLine.module.css';

/** Names that a sentence lists. */
const MOST_NAMES = 3;

/** The sentence that the map opens with: what fails, what suffers, what is degraded. */
export function MeshVerdictLine(props: {
  /** As it is drawn. */
  graph: MeshGraph;
  grouping: Grouping;
  /** How many workloads there are in it. */
  workloads: number;
}) {
  const { graph, grouping, workloads } = props;
  const t = useTranslate();
  const n = useNumbers();
  const groups: Judged[] = graph.groups
    ? [...graph.groups.values()].sort(compareGroups)
    : [...graph.nodes.values()]
        .filter(({ node }) => node.type === 'workload')
        .sort(compareNodes)
        .map(({ node, health }) => ({
          title: nodeName(node, t),
          state: health.state,
        }));
  const verdict = judgeMesh(groups);
  const [head, rest] = sentence(verdict, grouping, t, n);
  return (
    <div className={styles.verdict}>
      <HealthShape state={verdict.state} size={16} />
      <p className={styles.text} role="status">
        {head && <b>{head}</b>} {rest}
      </p>
      <span className={styles.counts}>
        {graph.groups
          ? t('mesh.verdict.counts', {
              workloads: t('topology.workloads', { count: workloads }),
              groups: t(`mesh.nouns.${grouping}`, { count: groups.length }),
            })
          : t('topology.workloads', { count: workloads })}
      </span>
    </div>
  );
}

function sentence(
  verdict: MeshVerdict,
  grouping: Grouping,
  t: ReturnType<typeof useTranslate>,
  n: ReturnType<typeof useNumbers>,
): [head: string, rest: string] {
  const { failing, suffering, degraded, unmeasured, total } = verdict;
  const noun = (count: number) => t(`mesh.nouns.${grouping}`, { count });
  const names = (all: readonly string[]) =>
    n.list([
      ...all.slice(0, MOST_NAMES),
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
        groups: noun(failing.length),
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
        groups: noun(all.length),
        names: names(all),
      }),
    ];
  }
  return [
    t('mesh.verdict.fine'),
    unmeasured > 0
      ? t('mesh.verdict.unmeasured', { groups: noun(unmeasured) })
      : '',
  ];
}
