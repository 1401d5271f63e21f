import { useEntity } from '@backstage/plugin-catalog-react';
import { RiLinkUnlinkM } from '@remixicon/react';
import { Link } from 'react-router-dom';
import { isServiceMeshAvailable } from '../availability';
import {
  EmptyState,
  HealthShape,
  MetricGrid,
  panelMetrics,
  useTabPaths,
} from '../components';
import { ExplainProvider, explainedNode } from '../explain';
import { formatWindowLabel } from '../format';
import { nodeStats } from '../graph';
import { useThresholds } from '../health';
import { usePage, useNumbers, useTranslate } from '../hooks';
import { placeOf } from '../names';
import { AnswerNotices, nodesIn, reasonOf, splitWarnings } from '../states';
import { MeshRoot } from '../theme';
import { verdictSentence, verdictState } from '../verdict';
import { JudgedWorkload, useCardNumbers } from './useCardNumbers';
import styles from './ServiceMeshCard.module.css';

/** The golden numbers of a component on its overview page, or what to add where it does not say where it runs. */
export function ServiceMeshCard() {
  const { entity } = useEntity();
  const t = useTranslate();
  return (
    <MeshRoot
      className={styles.card}
      role="region"
      aria-label={t('card.title')}
    >
      {isServiceMeshAvailable(entity) ? <Numbers /> : <NotAnnotated />}
    </MeshRoot>
  );
}

function NotAnnotated() {
  const { entity } = useEntity();
  const t = useTranslate();
  const editUrl = entity.metadata.annotations?.['backstage.io/edit-url'];
  return (
    <>
      <h2 className={styles.title}>{t('card.title')}</h2>
      <EmptyState
        icon={<RiLinkUnlinkM size={18} />}
        title={t('states.notAnnotated.title')}
        code={{
          text: `annotations:\n  backstage.io/kubernetes-id: ${entity.metadata.name}`,
          copyLabel: t('controls.copy'),
        }}
        actions={
          editUrl && (
            <a
              className={styles.link}
              href={editUrl}
              target="_blank"
              rel="noreferrer"
            >
              {t('states.notAnnotated.edit')}
            </a>
          )
        }
      >
        <p>{t('states.notAnnotated.text')}</p>
      </EmptyState>
    </>
  );
}

function Numbers() {
  const page = usePage();
  const { name, window, clusters } = page;
  const t = useTranslate();
  const paths = useTabPaths();
  const { poll, judged } = useCardNumbers(page);
  const { data, error } = poll;
  const whens = [...new Set(judged.map(({ when }) => when))];
  return (
    <>
      <div className={styles.head}>
        <h2 className={styles.title}>{t('card.title')}</h2>
        <span className={styles.muted}>
          {whens.length === 1
            ? whens[0]
            : t('card.window', { window: formatWindowLabel(window, t) })}
        </span>
        <span className={styles.links}>
          {paths.topology && (
            <Link className={styles.link} to={paths.topology}>
              {t('tabs.topology')}
            </Link>
          )}
          {paths.stats && (
            <Link className={styles.link} to={paths.stats}>
              {t('tabs.stats')}
            </Link>
          )}
          {paths.tap && (
            <Link className={styles.link} to={paths.tap}>
              {t('tabs.tap')}
            </Link>
          )}
        </span>
      </div>
      <AnswerNotices
        poll={poll}
        warnings={data ? splitWarnings(data, nodesIn(data)).here : []}
        clusters={clusters.data?.clusters ?? []}
      />
      {!data && (
        <p className={styles.muted} role="status">
          {error ? reasonOf(error) : t('states.loading.title', { name })}
        </p>
      )}
      {data && data.workloads.length === 0 && (
        <p className={styles.muted}>{t('states.noWorkload.title', { name })}</p>
      )}
      <ExplainProvider page={page} window={window}>
        {judged.map(each => (
          <Workload
            key={each.self.id}
            judged={each}
            placed={judged.length > 1}
          />
        ))}
      </ExplainProvider>
    </>
  );
}

function Workload(props: { judged: JudgedWorkload; placed: boolean }) {
  const { judged, placed } = props;
  const { self, graph, verdict, when } = judged;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  return (
    <section className={styles.workload}>
      {placed && <p className={styles.muted}>{placeOf(self.node)}</p>}
      <p className={styles.verdict}>
        <HealthShape state={verdictState(verdict)} size={15} />
        <span>{verdictSentence(verdict, { when, t, n })}</span>
      </p>
      <MetricGrid
        metrics={panelMetrics(nodeStats(self, graph), thresholds, t, n)}
        explained={explainedNode(self, graph)}
      />
    </section>
  );
}
