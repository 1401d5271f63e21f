import type {
  ClusterInfo,
  GatewayList,
  MeshGateway,
} from '@backstage-mesh/plugin-service-mesh-common';
import { useMemo, useState } from 'react';
import {
  HEALTH_MESSAGES,
  HealthShape,
  MetricNumber,
  successTone,
} from '../components';
import { NumberFormats, formatClock } from '../format';
import { GraphGroup, MeshGraph } from '../graph';
import { judgedSuccess, useThresholds } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import type { Translate } from '../translation';
import { meshName } from './meshName';
import { ClusterRows, namespaceRows } from './namespaceRows';
import styles from './NamespaceList.module.css';

/** Clusters with their namespaces, worst first, and the gateways between them. */
export function NamespaceList(props: {
  /** Without groups. */
  graph: MeshGraph;
  clusters: readonly ClusterInfo[];
  gateways: GatewayList | undefined;
  /** `cluster/namespace`. */
  selected: string | undefined;
  onSelect(namespace: string | undefined): void;
}) {
  const { graph, clusters, gateways, selected, onSelect } = props;
  const t = useTranslate();
  const rows = useMemo(() => namespaceRows(graph, clusters), [graph, clusters]);
  return (
    <nav className={styles.list} aria-label={t('mesh.namespaces.title')}>
      <div className={styles.header} aria-hidden>
        <span>{t('mesh.namespaces.title')}</span>
        <span>{t('mesh.namespaces.success')}</span>
        <span>{t('mesh.namespaces.rps')}</span>
      </div>
      {rows.map(cluster => (
        <Cluster
          key={cluster.name}
          cluster={cluster}
          selected={selected}
          onSelect={onSelect}
        />
      ))}
      {gateways && gateways.gateways.length > 0 && (
        <Gateways gateways={gateways.gateways} />
      )}
    </nav>
  );
}

function Cluster(props: {
  cluster: ClusterRows;
  selected: string | undefined;
  onSelect(namespace: string | undefined): void;
}) {
  const { cluster, selected, onSelect } = props;
  const { shown, folded, info, workloads } = cluster;
  const t = useTranslate();
  const n = useNumbers();
  const [all, setAll] = useState(false);
  // what is selected is in sight
  const opened = all || folded.some(({ key }) => key === selected);
  const rows = opened ? [...shown, ...folded] : shown;
  const healthy = folded.every(({ state }) => state === 'healthy');
  const state = stateOf(info, t);
  return (
    <section aria-label={cluster.title}>
      <h2 className={styles.cluster}>
        {cluster.title} <span>{meshName(info)}</span>
        {workloads > 0 && (
          <span className={styles.amount}>
            {t('mesh.namespaces.workloads', { count: workloads })}
          </span>
        )}
      </h2>
      {state && (
        <div className={styles.state}>
          <HealthShape state="not-measured" size={14} />
          <p>{state}</p>
        </div>
      )}
      {!state && workloads === 0 && (
        <p className={styles.none}>{t('mesh.namespaces.none')}</p>
      )}
      <ul className={styles.rows}>
        {rows.map(group => (
          <li key={group.key}>
            <Namespace
              group={group}
              selected={group.key === selected}
              onSelect={() =>
                onSelect(group.key === selected ? undefined : group.key)
              }
            />
          </li>
        ))}
      </ul>
      {folded.length > 0 && (
        <button
          type="button"
          className={styles.more}
          aria-expanded={opened}
          onClick={() => setAll(!opened)}
        >
          {opened
            ? t('mesh.namespaces.fewer')
            : t(
                healthy
                  ? 'mesh.namespaces.moreHealthy'
                  : 'mesh.namespaces.moreQuiet',
                { amount: n.count(folded.length) },
              )}
        </button>
      )}
    </section>
  );
}

function Namespace(props: {
  group: GraphGroup;
  selected: boolean;
  onSelect(): void;
}) {
  const { group, selected, onSelect } = props;
  const { inbound } = group.traffic;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const { requestsPerSecond, successRate, counts } = inbound;
  const other = otherTraffic(group.traffic, t, n);
  const sentence = [
    group.title,
    t(HEALTH_MESSAGES[group.state]),
    t('mesh.namespaces.workloads', { count: group.members.length }),
    successRate !== undefined &&
      t('topology.name.success', {
        success: n.success(successRate, counts?.failures),
      }),
    other ??
      (requestsPerSecond !== undefined &&
        t('topology.name.rate', { rate: n.rate(requestsPerSecond) })),
  ]
    .filter(Boolean)
    .join(', ');
  return (
    <button
      type="button"
      className={styles.row}
      aria-pressed={selected}
      aria-label={sentence}
      title={t('mesh.namespaces.only', { namespace: group.title })}
      onClick={onSelect}
    >
      <HealthShape state={group.state} size={14} />
      <span className={styles.name}>
        {group.title} <span>{n.count(group.members.length)}</span>
      </span>
      {other ? (
        <span className={styles.instead}>{other}</span>
      ) : (
        <>
          <MetricNumber
            text={n.success(inbound.successRate, inbound.counts?.failures)}
            tone={successTone(judgedSuccess(inbound), thresholds)}
            strong={successTone(judgedSuccess(inbound), thresholds) !== 'plain'}
            reason={t('unknown.success')}
          />
          <MetricNumber
            text={n.rate(inbound.requestsPerSecond)}
            reason={t('unknown.generic')}
          />
        </>
      )}
    </button>
  );
}

/** What there is of a group without requests over its border: connections over it, or calls inside of it alone. */
export function otherTraffic(
  { inbound, inside }: GraphGroup['traffic'],
  t: Translate,
  n: NumberFormats,
): string | undefined {
  if (inbound.requestsPerSecond || inbound.successRate !== undefined) {
    return undefined;
  }
  if (inbound.tcp?.openConnections) {
    return t('topology.edge.connections', {
      amount: n.count(inbound.tcp.openConnections),
    });
  }
  return inside.requestsPerSecond || inside.tcp?.openConnections
    ? t('mesh.namespaces.insideOnly')
    : undefined;
}

function Gateways({ gateways }: { gateways: readonly MeshGateway[] }) {
  const t = useTranslate();
  const n = useNumbers();
  return (
    <section aria-label={t('mesh.gateways.title')}>
      <h2 className={styles.cluster}>{t('mesh.gateways.title')}</h2>
      <ul className={styles.rows}>
        {gateways.map(gateway => {
          const { cluster, remoteCluster, alive, latencyMs } = gateway;
          const services = gateway.mirroredServices?.length ?? 0;
          return (
            <li
              key={`${cluster} ${remoteCluster} ${gateway.name}`}
              className={styles.gateway}
            >
              <HealthShape state={gatewayHealth(alive)} size={14} />
              <span>
                {t('mesh.gateways.way', { from: cluster, to: remoteCluster })}
                <span className={styles.muted}>
                  {' · '}
                  {t(`mesh.gateways.${gatewayWord(alive)}`)}
                  {services > 0 && (
                    <>
                      {' · '}
                      {t('mesh.gateways.mirrored', { count: services })}
                    </>
                  )}
                </span>
              </span>
              <span className={styles.number}>
                {latencyMs?.p50 !== undefined && n.latency(latencyMs.p50)}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The shape of a gateway: one that nothing measures is unknown, not dead. */
export function gatewayHealth(alive: boolean | undefined) {
  if (alive === undefined) {
    return 'not-measured' as const;
  }
  return alive ? ('healthy' as const) : ('failing' as const);
}

/** The word for it. */
export function gatewayWord(alive: boolean | undefined) {
  if (alive === undefined) {
    return 'unknown' as const;
  }
  return alive ? ('alive' as const) : ('dead' as const);
}

/** Why a cluster shows no numbers, or none that are new. */
function stateOf(
  info: ClusterInfo | undefined,
  t: ReturnType<typeof useTranslate>,
): string | undefined {
  switch (info?.state) {
    case 'unreachable':
    case 'stale':
    case 'unsupported': {
      const since = info.since
        ? t('mesh.namespaces.unreachable', {
            time: formatClock(Date.parse(info.since)),
          })
        : t('mesh.namespaces.unreachableNow');
      return [
        info.state === 'unreachable'
          ? since
          : t(`mesh.clusterPage.states.${info.state}`),
        info.reason,
      ]
        .filter(Boolean)
        .join(' ');
    }
    case 'connecting':
      return t('mesh.namespaces.connecting');
    case 'ready':
      return info.metrics.source === 'none'
        ? t('mesh.namespaces.noNumbers')
        : undefined;
    default:
      return undefined;
  }
}
