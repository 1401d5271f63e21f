import type {
  ClusterInfo,
  EntityWorkloads,
  MeshedPods,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Button } from '@backstage/ui';
import {
  RiCheckboxBlankCircleLine,
  RiDatabase2Line,
  RiFileSearchLine,
  RiRefreshLine,
  RiTimeLine,
} from '@remixicon/react';
import { EmptyState, HealthShape } from '../components';
import { formatWindowLabel } from '../format';
import { useNumbers, useTranslate } from '../hooks';

/** The annotations select nothing that runs. */
export function NoWorkload(props: {
  name: string;
  match: EntityWorkloads['match'] | undefined;
  onRetry(): void;
}) {
  const { name, match, onRetry } = props;
  const t = useTranslate();
  const clusters =
    match && match.clusters.length > 0
      ? match.clusters.join(', ')
      : t('states.noWorkload.noClusters');
  return (
    <EmptyState
      icon={<RiFileSearchLine size={18} />}
      title={t('states.noWorkload.title', { name })}
      actions={
        <Button
          size="small"
          variant="primary"
          iconStart={<RiRefreshLine />}
          onPress={onRetry}
        >
          {t('states.noWorkload.again')}
        </Button>
      }
    >
      {match && (
        <p>
          {match.namespace
            ? t('states.noWorkload.textNamespace', {
                namespace: match.namespace,
                clusters,
              })
            : t('states.noWorkload.text', { clusters })}{' '}
          <code>{match.selector}</code>.
        </p>
      )}
      <p>{t('states.noWorkload.tail')}</p>
    </EmptyState>
  );
}

/** What switches injection on in a namespace, by mesh. */
const INJECTION: Partial<Record<string, (namespace: string) => string[]>> = {
  linkerd: namespace => [
    `kubectl annotate namespace ${namespace} linkerd.io/inject=enabled`,
  ],
};

/** Pods without a proxy, and the lines that give them one. */
export function NotMeshed(props: {
  name: string;
  kind: string;
  namespace: string;
  meshed: MeshedPods;
  /** Which mesh the cluster has, where it is known. */
  meshId: string | undefined;
}) {
  const { name, kind, namespace, meshed, meshId = '' } = props;
  const t = useTranslate();
  const n = useNumbers();
  const lines = [
    ...(INJECTION[meshId]?.(namespace) ?? []),
    `kubectl rollout restart -n ${namespace} ${kind.toLowerCase()}/${name}`,
  ].join('\n');
  return (
    <EmptyState
      icon={<HealthShape state="not-measured" size={18} />}
      title={
        meshed.running === 0
          ? t('states.notMeshed.titleAll', { name })
          : t('states.notMeshed.titleSome', {
              meshless: n.count(meshed.total - meshed.running),
              total: n.count(meshed.total),
            })
      }
      code={{ text: lines, copyLabel: t('states.notMeshed.copy') }}
    >
      <p>{t('states.notMeshed.text')}</p>
    </EmptyState>
  );
}

/** A measured zero. */
export function NoTraffic(props: {
  name: string;
  window: string;
  meshed: MeshedPods | undefined;
  /** The next longer window, where there is one. */
  longer: string | undefined;
  onLonger(): void;
  onTap?(): void;
}) {
  const { name, window, meshed, longer, onLonger, onTap } = props;
  const t = useTranslate();
  const n = useNumbers();
  return (
    <EmptyState
      icon={<RiCheckboxBlankCircleLine size={18} />}
      title={t('states.noTraffic.title', {
        name,
        window: formatWindowLabel(window),
      })}
      actions={
        <>
          {longer && (
            <Button
              size="small"
              variant="primary"
              iconStart={<RiTimeLine />}
              onPress={onLonger}
            >
              {t('states.noTraffic.longer', {
                window: formatWindowLabel(longer),
              })}
            </Button>
          )}
          {onTap && (
            <Button size="small" variant="secondary" onPress={onTap}>
              {t('states.noTraffic.tap')}
            </Button>
          )}
        </>
      }
    >
      {meshed && (
        <p>
          {t('states.noTraffic.text', {
            meshed: n.count(meshed.running),
            total: n.count(meshed.total),
          })}
        </p>
      )}
    </EmptyState>
  );
}

const STEP_KEYS = {
  configuration: 'configuration',
  annotation: 'annotation',
  'viz-service': 'vizService',
  proxies: 'proxies',
} as const;

/** A cluster whose traffic nobody measures: what was tried, and what would help. */
export function NoMetrics(props: { cluster: ClusterInfo; onRetry(): void }) {
  const { cluster, onRetry } = props;
  const t = useTranslate();
  const manifest = cluster.metrics.steps.find(step => step.manifest)?.manifest;
  return (
    <EmptyState
      icon={<RiDatabase2Line size={18} />}
      title={t('states.noMetrics.title', {
        cluster: cluster.title ?? cluster.name,
      })}
      code={
        manifest
          ? { text: manifest, copyLabel: t('states.noMetrics.copy') }
          : undefined
      }
      actions={
        <Button
          size="small"
          variant="primary"
          iconStart={<RiRefreshLine />}
          onPress={onRetry}
        >
          {t('states.noMetrics.again')}
        </Button>
      }
    >
      {cluster.metrics.steps
        .filter(step => step.outcome !== 'used' && step.reason)
        .map(({ step, reason }) => (
          <p key={step}>
            {t('states.noMetrics.tried', {
              step: t(`states.noMetrics.steps.${STEP_KEYS[step]}`),
              reason: reason ?? '',
            })}
          </p>
        ))}
      <p>{t('states.noMetrics.text')}</p>
    </EmptyState>
  );
}
