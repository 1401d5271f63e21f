import { HealthShape } from '../components';
import { MeshGraph } from '../graph';
import type { Finding } from '../history';
import { useNumbers, useTranslate } from '../hooks';
import { judgeVerdict, verdictSentence, verdictState } from '../verdict';
import styles from './VerdictLine.module.css';

/** The sentence that the tab opens with, and what the graph holds. */
export function VerdictLine(props: {
  graph: MeshGraph;
  /** When it was measured, as a part of a sentence. */
  when: string;
  /** What the histories of the component's workloads say, by node id. */
  findings: ReadonlyMap<string, Finding>;
}) {
  const { graph, when, findings } = props;
  const t = useTranslate();
  const n = useNumbers();
  const focus = [...graph.nodes.values()].filter(node => node.focus);
  const plain = [...graph.edges.values()].filter(
    ({ edge }) => edge.mtls === 'none',
  ).length;
  const workloads = [...graph.nodes.values()].filter(
    ({ node }) => node.type === 'workload',
  ).length;
  const places = [
    ...new Set(
      focus.map(({ node }) => `${node.cluster} / ${node.namespace ?? ''}`),
    ),
  ];
  const parts = [
    t('topology.workloads', { count: workloads }),
    t('topology.calls', { count: graph.edges.size }),
    ...places,
  ];
  if (plain > 0) {
    parts.push(t('topology.notEncrypted', { count: plain }));
  }
  return (
    <div className={styles.verdict}>
      {focus.map(self => {
        const verdict = judgeVerdict(graph, self, findings.get(self.id));
        return (
          <div key={self.id} className={styles.line}>
            <HealthShape state={verdictState(verdict)} size={16} />
            <span className={styles.text}>
              {verdictSentence(verdict, { when, t, n })}
              {focus.length > 1 && (
                <span className={styles.place}> {self.node.cluster}</span>
              )}
            </span>
          </div>
        );
      })}
      <div className={styles.counts}>{parts.join(' · ')}</div>
    </div>
  );
}
