import type {
  PeerStats,
  PodPeer,
  PodStats,
  PodTraffic,
  WorkloadStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import { ResponseError } from '@backstage/errors';
import { Button } from '@backstage/ui';
import { RiArrowLeftLine, RiFileSearchLine } from '@remixicon/react';
import { useMemo } from 'react';
import { EmptyState, KindGlyph, MetricGrid, panelMetrics } from '../components';
import { formatAge } from '../format';
import { GraphEdge, GraphNode, peerGraph } from '../graph';
import { useThresholds } from '../health';
import {
  NUMBERS_INTERVAL,
  Page,
  useNow,
  useNumbers,
  usePoll,
  useTranslate,
} from '../hooks';
import { periodPhrase } from '../names';
import { AnswerState } from '../states';
import { ContainerErrors } from './ContainerErrors';
import { PeerTable } from './PeerTable';
import { TcpTable } from './TcpTable';
import styles from './PodView.module.css';

/** One pod of a workload: its own numbers, its callers and callees, and why its containers do not run. */
export function PodView(props: {
  page: Page;
  window: string;
  name: string;
  /** The workload that the pod belongs to. */
  stats: WorkloadStats;
  /** The pod is none of the workload's any more. */
  gone: boolean;
}) {
  const { page, window, name, stats, gone } = props;
  const { url } = page;
  const t = useTranslate();
  const pod = stats.pods.find(each => each.name === name);
  const back = (
    <Button
      size="small"
      variant="secondary"
      iconStart={<RiArrowLeftLine />}
      onPress={() => url.set({ pod: undefined })}
    >
      {t('stats.pod.back', { name: stats.workload.name ?? page.name })}
    </Button>
  );
  if (gone || !pod) {
    return (
      <EmptyState
        icon={<RiFileSearchLine size={18} />}
        title={t('stats.pod.gone', { name })}
        actions={back}
      >
        <p>{t('stats.pod.goneText')}</p>
      </EmptyState>
    );
  }
  const errors = stats.errors.filter(error => error.pod === name);
  return (
    <section className={styles.view} aria-label={name}>
      <div className={styles.head}>
        {back}
        <h2 className={styles.title}>
          <KindGlyph kind="Pod" size={17} /> {name}
        </h2>
        <PodFacts pod={pod} />
      </div>
      <PodNumbers pod={pod} workloadId={stats.workload.id} />
      {errors.length > 0 && (
        <div className={styles.card}>
          <ContainerErrors errors={errors} />
        </div>
      )}
      <PodCalls page={page} window={window} pod={pod} stats={stats} />
    </section>
  );
}

function PodFacts({ pod }: { pod: PodStats }) {
  const t = useTranslate();
  const now = useNow(10_000);
  return (
    <span className={styles.facts}>
      {[
        pod.status,
        t('stats.pod.age', {
          duration: formatAge(now - Date.parse(pod.createdAt), t),
        }),
        t('stats.cells.restarts', { count: pod.restarts }),
        pod.node,
        !pod.meshed && t('stats.noProxy'),
      ]
        .filter(Boolean)
        .join(' · ')}
    </span>
  );
}

function PodNumbers(props: { pod: PodStats; workloadId: string }) {
  const { pod, workloadId } = props;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  return (
    <div className={styles.card}>
      <MetricGrid
        metrics={panelMetrics(pod.stats, thresholds, t, n)}
        explained={{ subject: 'pod', workloadId, stats: pod.stats }}
      />
    </div>
  );
}

/** A row of its own for each pod of a peer: they share the ids of their workload. */
function rowOfPod({ peer, edge, pod }: PodPeer): PeerStats {
  if (!pod) {
    return { peer, edge };
  }
  const id = `${peer.id}/${pod}`;
  return {
    peer: { ...peer, id },
    edge: {
      ...edge,
      id: `${edge.id}/${pod}`,
      ...(edge.source === peer.id ? { source: id } : { target: id }),
    },
  };
}

/** The calls from and to the pod, which are asked for when it is looked at. */
function PodCalls(props: {
  page: Page;
  window: string;
  pod: PodStats;
  stats: WorkloadStats;
}) {
  const { page, window, pod, stats } = props;
  const { api, entityRef, end } = page;
  const { cluster, namespace = '', kind, name = '' } = stats.workload;
  const t = useTranslate();
  const thresholds = useThresholds();
  const poll = usePoll<PodTraffic>(
    api,
    `pod ${entityRef} ${cluster} ${namespace} ${pod.name} ${window} ${end}`,
    signal =>
      api.getPod(entityRef, { cluster, namespace, kind, name }, pod.name, {
        window,
        end,
        signal,
      }),
    NUMBERS_INTERVAL,
  );
  const { data, error } = poll;
  const graph = useMemo(
    () =>
      data &&
      peerGraph(
        {
          ...stats,
          inbound: data.inbound.map(rowOfPod),
          outbound: data.outbound.map(rowOfPod),
        },
        thresholds,
      ),
    [data, stats, thresholds],
  );
  const pods = useMemo(
    () =>
      new Map(
        [...(data?.inbound ?? []), ...(data?.outbound ?? [])].map(row => [
          rowOfPod(row).edge.id,
          row.pod,
        ]),
      ),
    [data],
  );
  if (!data || !graph) {
    return error instanceof ResponseError && error.response.status === 404 ? (
      <p className={styles.facts}>{t('stats.pod.noCalls')}</p>
    ) : (
      <AnswerState
        name={pod.name}
        error={error}
        owner={page.owner}
        clusters={[cluster]}
        permission="service-mesh.read"
        frame="list"
        onRetry={poll.refresh}
      />
    );
  }
  const self = graph.nodes.get(stats.workload.id) as GraphNode;
  const when = periodPhrase(data, cluster, page.time, t);
  const detail = ({ id }: GraphEdge) => pods.get(id);
  return (
    <div className={styles.tables}>
      {(['inbound', 'outbound'] as const).map(direction => (
        <PeerTable
          key={direction}
          direction={direction}
          graph={graph}
          self={self}
          when={when}
          detail={detail}
        />
      ))}
      <TcpTable graph={graph} self={self} />
    </div>
  );
}
