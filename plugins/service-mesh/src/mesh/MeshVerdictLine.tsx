import { HealthShape } from '../components';
import { MeshGraph, compareGroups, compareNodes } from '../graph';
import { useNumbers, useTranslate } from '../hooks';
import { nodeName, placeOf } from '../names';
import type { Translate } from '../translation';
import { Judged, judgeMesh } from './meshVerdict';
import { groupCounts, verdictSentence } from './verdictSentence';
import styles from './MeshVerdictLine.module.css';

/** The sentence that the map opens with: what fails, what suffers, what is degraded. */
export function MeshVerdictLine(props: {
  /** As it is drawn. */
  graph: MeshGraph;
  /** How many workloads there are in it. */
  workloads: number;
}) {
  const { graph, workloads } = props;
  const t = useTranslate();
  const n = useNumbers();
  const groups: Judged[] = graph.groups
    ? [...graph.groups.values()].sort(compareGroups)
    : judgedWorkloads(graph, t);
  const verdict = judgeMesh(groups);
  const [head, rest] = verdictSentence(verdict, t, n);
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
              groups: groupCounts(groups, t, n),
            })
          : t('topology.workloads', { count: workloads })}
      </span>
    </div>
  );
}

/** Workloads that stand alone; those with a name that others have as well say where they are. */
export function judgedWorkloads(graph: MeshGraph, t: Translate): Judged[] {
  const workloads = [...graph.nodes.values()]
    .filter(({ node }) => node.type === 'workload')
    .sort(compareNodes);
  const amount = new Map<string, number>();
  for (const { node } of workloads) {
    const name = nodeName(node, t);
    amount.set(name, (amount.get(name) ?? 0) + 1);
  }
  return workloads.map(({ node, health }) => {
    const name = nodeName(node, t);
    return {
      title: amount.get(name) === 1 ? name : `${name} · ${placeOf(node)}`,
      state: health.state,
    };
  });
}
