import { Button } from '@backstage/ui';
import { RiPulseLine } from '@remixicon/react';
import { useNavigate } from 'react-router-dom';
import { tapPath } from '../address';
import { HealthShape, Notice, useTapPath } from '../components';
import { GraphNode, MeshGraph } from '../graph';
import type { Finding } from '../history';
import { useNumbers, useTranslate } from '../hooks';
import { judgeVerdict, verdictSentence, verdictState } from '../verdict';
import styles from './VerdictBanner.module.css';

/** The sentence that a workload's numbers open with. */
export function VerdictBanner(props: {
  graph: MeshGraph;
  self: GraphNode;
  when: string;
  finding: Finding | undefined;
}) {
  const { graph, self, when, finding } = props;
  const t = useTranslate();
  const n = useNumbers();
  const navigate = useNavigate();
  const tap = useTapPath();
  const verdict = judgeVerdict(graph, self, finding);
  const state = verdictState(verdict);
  const failing = state === 'failing' || state === 'failing-because';
  const callee =
    verdict.type === 'failing-callee' ? verdict.callee.node : undefined;
  const path = tap && tapPath(tap, self.node, callee);
  let tone: 'fail' | 'warn' | 'quiet' = 'quiet';
  if (failing) {
    tone = 'fail';
  } else if (state === 'degraded') {
    tone = 'warn';
  }
  return (
    <div className={styles.verdict} data-tone={tone}>
      <Notice
        tone={tone}
        icon={<HealthShape state={state} size={17} />}
        actions={
          path && tone !== 'quiet' ? (
            <Button
              size="small"
              variant="primary"
              iconStart={<RiPulseLine />}
              onPress={() => navigate(path)}
            >
              {t('stats.actions.tapFailing')}
            </Button>
          ) : undefined
        }
      >
        <span className={styles.sentence}>
          {verdictSentence(verdict, { when, t, n })}
        </span>
      </Notice>
    </div>
  );
}
