import {
  ClusterInfo,
  GatewayList,
  MeshGateway,
  Warning,
  serviceMeshClusterReadPermission,
} from '@backstage-mesh/plugin-service-mesh-common';
import { usePermission } from '@backstage/plugin-permission-react';
import type { ReactNode } from 'react';
import { CopyButton, HealthShape, Notice } from '../components';
import { formatClock, formatDuration } from '../format';
import { MeshPage, useNumbers, useTranslate } from '../hooks';
import { AnswerState } from '../states';
import { meshName } from './meshName';
import { gatewayHealth, gatewayWord } from './NamespaceList';
import { useGateways } from './useGateways';
import styles from './ClusterTab.module.css';

const SHAPES = {
  ready: 'healthy',
  connecting: 'not-measured',
  stale: 'degraded',
  unreachable: 'failing',
  unsupported: 'not-measured',
  disabled: 'no-traffic',
} as const;

/** A cluster that nothing measures is reached, but nothing is known of it. */
function shapeOf({ state, metrics }: ClusterInfo) {
  return state === 'ready' && metrics.source === 'none'
    ? 'not-measured'
    : SHAPES[state];
}

/** How each cluster is: its mesh, where its numbers come from, its gateways. */
export function ClusterTab({ page }: { page: MeshPage }) {
  const { clusters } = page;
  const gateways = useGateways(page);
  const { allowed, loading } = usePermission({
    permission: serviceMeshClusterReadPermission,
  });
  const t = useTranslate();
  if (!clusters.data) {
    return (
      <AnswerState
        name={t('mesh.tabs.clusters')}
        error={clusters.error}
        owner={undefined}
        clusters={[]}
        permission="service-mesh.cluster.read"
        onRetry={clusters.refresh}
      />
    );
  }
  if (clusters.data.clusters.length === 0) {
    return <p>{t('mesh.clusterPage.empty')}</p>;
  }
  return (
    <div className={styles.clusters}>
      {!allowed && !loading && (
        <p className={styles.note}>
          {t('mesh.clusterPage.reasonsHidden')}{' '}
          <code>{serviceMeshClusterReadPermission.name}</code>.
        </p>
      )}
      {clusters.data.clusters.map(cluster => (
        <Cluster
          key={cluster.name}
          cluster={cluster}
          gateways={gateways && gatewaysOf(gateways, cluster.name)}
        />
      ))}
    </div>
  );
}

/** What is known of the gateways of one cluster, and what is not. */
function gatewaysOf(list: GatewayList, cluster: string): GatewayList {
  const isIts = (each: { cluster?: string }) => each.cluster === cluster;
  return {
    gateways: list.gateways.filter(isIts),
    warnings: list.warnings.filter(isIts),
  };
}

function Cluster(props: {
  cluster: ClusterInfo;
  /** Absent until they are known. */
  gateways: GatewayList | undefined;
}) {
  const { cluster, gateways } = props;
  const { metrics, mesh, pods, tap } = cluster;
  const t = useTranslate();
  const n = useNumbers();
  const name = cluster.title ?? cluster.name;
  const since =
    cluster.state !== 'ready' &&
    cluster.since &&
    t('states.partial.since', { time: formatClock(Date.parse(cluster.since)) });
  return (
    <section className={styles.cluster} aria-label={name}>
      <h2 className={styles.title}>
        <HealthShape state={shapeOf(cluster)} size={15} />
        {name}
        <span>
          {t(`mesh.clusterPage.states.${cluster.state}`)} {since}
        </span>
      </h2>
      {cluster.reason && <p className={styles.reason}>{cluster.reason}</p>}
      <dl className={styles.facts}>
        <Fact term={t('mesh.clusterPage.mesh')}>
          {mesh ? meshName(cluster) : t('mesh.clusterPage.noMesh')}
          {mesh && (
            <small>
              {t('mesh.clusterPage.controlPlane', {
                namespace: mesh.controlPlaneNamespace,
              })}
            </small>
          )}
        </Fact>
        {cluster.kubernetesVersion && (
          <Fact term={t('mesh.clusterPage.kubernetes')}>
            {cluster.kubernetesVersion}
          </Fact>
        )}
        <Fact term={t('mesh.clusterPage.source')}>
          {t(`sources.${metrics.source}`)}
          <small>
            {[
              metrics.description,
              metrics.scrapeIntervalSeconds !== undefined &&
                t('mesh.clusterPage.interval', {
                  duration: formatDuration(
                    metrics.scrapeIntervalSeconds * 1000,
                    t,
                  ),
                }),
            ]
              .filter(Boolean)
              .join(', ')}
          </small>
        </Fact>
        {pods && (
          <Fact term={t('mesh.clusterPage.pods')}>
            {t('mesh.clusterPage.podsOf', {
              meshed: n.count(pods.meshed),
              total: n.count(pods.total),
            })}
          </Fact>
        )}
        <Fact term={t('mesh.clusterPage.tap')}>
          {tap.enabled
            ? t('mesh.clusterPage.tapOn')
            : t('mesh.clusterPage.tapOff')}
          {tap.reason && <small>{tap.reason}</small>}
        </Fact>
      </dl>
      {metrics.steps.some(({ outcome }) => outcome === 'failed') && (
        <details className={styles.steps}>
          <summary>{t('mesh.clusterPage.tried')}</summary>
          <ol>
            {metrics.steps.map(({ step, outcome, reason, manifest }) => (
              <li key={step}>
                <b>{t(`mesh.clusterPage.steps.${step}`)}</b>{' '}
                {t(`mesh.clusterPage.outcomes.${outcome}`)}
                {reason && <p>{reason}</p>}
                {manifest && (
                  <CopyButton
                    text={manifest}
                    label={t('mesh.clusterPage.copyManifest')}
                    caption={t('mesh.clusterPage.copyManifest')}
                  />
                )}
              </li>
            ))}
          </ol>
        </details>
      )}
      <h3 className={styles.subtitle}>{t('mesh.clusterPage.gateways')}</h3>
      {gateways?.gateways.length === 0 && gateways.warnings.length === 0 && (
        <p className={styles.none}>{t('mesh.clusterPage.noGateways')}</p>
      )}
      {gateways?.warnings.map(warning => (
        <GatewayWarning key={warning.message} warning={warning} />
      ))}
      <ul className={styles.gateways}>
        {gateways?.gateways.map(gateway => (
          <Gateway
            key={`${gateway.remoteCluster} ${gateway.name}`}
            gateway={gateway}
          />
        ))}
      </ul>
    </section>
  );
}

function GatewayWarning({ warning }: { warning: Warning }) {
  const { message, reason, manifest } = warning;
  const t = useTranslate();
  return (
    <Notice
      tone="warn"
      icon={<HealthShape state="degraded" size={15} />}
      actions={
        manifest && (
          <CopyButton
            text={manifest}
            label={t('mesh.clusterPage.copyManifest')}
          />
        )
      }
    >
      {message}
      {reason && ` (${reason})`}
    </Notice>
  );
}

function Gateway({ gateway }: { gateway: MeshGateway }) {
  const { cluster, remoteCluster, remoteKnown, alive, latencyMs } = gateway;
  const t = useTranslate();
  const n = useNumbers();
  const services = (gateway.mirroredServices ?? []).map(
    ({ namespace, name }) => `${namespace}/${name}`,
  );
  return (
    <li className={styles.gateway}>
      <HealthShape state={gatewayHealth(alive)} size={14} />
      <div>
        <b>{t('mesh.gateways.way', { from: cluster, to: remoteCluster })}</b>{' '}
        {t(`mesh.gateways.${gatewayWord(alive)}`)}
        {latencyMs?.p50 !== undefined && (
          <>
            {' · '}
            {t('mesh.clusterPage.latency', {
              p50: n.latency(latencyMs.p50),
              p99: n.latency(latencyMs.p99),
            })}
          </>
        )}
        {!remoteKnown && (
          <p className={styles.none}>{t('mesh.gateways.unknownCluster')}</p>
        )}
        {services.length > 0 && (
          <p className={styles.none}>
            {t('mesh.clusterPage.mirrors', { names: n.list(services) })}
          </p>
        )}
      </div>
    </li>
  );
}

function Fact(props: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{props.term}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
