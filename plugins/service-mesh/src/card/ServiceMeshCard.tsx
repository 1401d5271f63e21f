import type { EntityStats } from '@backstage-mesh/plugin-service-mesh-common';
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
import { formatWindowLabel } from '../format';
import { GraphNode, peerGraph } from '../graph';
import { useThresholds } from '../health';
import { usePage, useNumbers, usePoll, useTranslate } from '../hooks';
import { AnswerNotices, reasonOf } from '../states';
import { MeshRoot } from '../theme';
import { judgeVerdict, verdictSentence, verdictState } from '../verdict';
import styles from './ServiceMeshCard.module.css';

/** How often the card asks, in milliseconds: it is one among many on its page. */
const CARD_INTERVAL = 30_000;

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
  const { api, entityRef, name, window, clusters } = page;
  const t = useTranslate();
  const paths = useTabPaths();
  const poll = usePoll<EntityStats>(
    api,
    `card ${entityRef} ${window}`,
    signal => api.getStats(entityRef, { window, signal }),
    CARD_INTERVAL,
  );
  const { data, error } = poll;
  return (
    <>
      <div className={styles.head}>
        <h2 className={styles.title}>{t('card.title')}</h2>
        <span className={styles.muted}>
          {t('card.window', { window: formatWindowLabel(window) })}
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
      <AnswerNotices poll={poll} clusters={clusters.data?.clusters ?? []} />
      {!data && (
        <p className={styles.muted} role="status">
          {error ? reasonOf(error) : t('states.loading.title', { name })}
        </p>
      )}
      {data && data.workloads.length === 0 && (
        <p className={styles.muted}>{t('states.noWorkload.title', { name })}</p>
      )}
      {data?.workloads.map(stats => (
        <Workload key={stats.workload.id} stats={stats} window={window} />
      ))}
    </>
  );
}

function Workload(props: {
  stats: EntityStats['workloads'][number];
  window: string;
}) {
  const { stats, window } = props;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const graph = peerGraph(stats, thresholds);
  const self = graph.nodes.get(stats.workload.id) as GraphNode;
  const verdict = judgeVerdict(graph, self);
  return (
    <section className={styles.workload}>
      <p className={styles.verdict}>
        <HealthShape state={verdictState(verdict)} size={15} />
        <span>{verdictSentence(verdict, window, t, n)}</span>
      </p>
      <MetricGrid
        metrics={panelMetrics(stats.workload.stats, thresholds, t, n)}
      />
    </section>
  );
}
