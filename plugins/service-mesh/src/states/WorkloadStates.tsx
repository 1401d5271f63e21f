import type {
  ClusterInfo,
  EntityWorkloads,
  MeshedPods,
  Warning,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Button } from '@backstage/ui';
import {
  RiCheckboxBlankCircleLine,
  RiDatabase2Line,
  RiFileSearchLine,
  RiTimeLine,
} from '@remixicon/react';
import { EmptyState, HealthShape, KubernetesLink } from '../components';
import { formatWindowLabel, splitPodName } from '../format';
import { useNumbers, useTranslate } from '../hooks';
import { RetryButton } from './RetryButton';
import { warningText } from './warningText';

/** Of clusters that could not be looked at: what runs there is unknown. */
const NOT_LOOKED_AT = ['cluster-unreachable', 'cluster-paused'];

/** The annotations select nothing that runs, where it could be looked. */
export function NoWorkload(props: {
  name: string;
  match: EntityWorkloads['match'] | undefined;
  warnings?: readonly Warning[];
  onRetry(): void;
}) {
  const { name, match, warnings = [], onRetry } = props;
  const t = useTranslate();
  const missed = warnings.filter(({ code }) => NOT_LOOKED_AT.includes(code));
  const looked = (match?.clusters ?? []).filter(
    cluster => !missed.some(warning => warning.cluster === cluster),
  );
  const isUnknown = missed.length > 0 && looked.length === 0;
  const clusters =
    looked.length > 0 ? looked.join(', ') : t('states.noWorkload.noClusters');
  return (
    <EmptyState
      icon={<RiFileSearchLine size={18} />}
      title={
        isUnknown
          ? t('states.noWorkload.unknown', { name })
          : t('states.noWorkload.title', { name })
      }
      actions={
        <>
          <RetryButton label={t('states.noWorkload.again')} onPress={onRetry} />
          <KubernetesLink />
        </>
      }
    >
      {[
        ...new Set(
          missed.map(each => warningText(each, { measurements: [] }, [], t)),
        ),
      ].map(text => (
        <p key={text}>{text}</p>
      ))}
      {match && !isUnknown && (
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
      {!isUnknown && <p>{t('states.noWorkload.tail')}</p>}
    </EmptyState>
  );
}

/** Pods that are named before "and n more". */
const PODS_NAMED = 5;

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
  /** Names of the pods without a proxy, where they are known. */
  pods?: readonly string[];
  /** Which mesh the cluster has, where it is known. */
  meshId: string | undefined;
  /** What cannot be seen without a proxy. */
  lost?: 'numbers' | 'tap';
}) {
  const { name, kind, namespace, meshed, pods = [], meshId = '' } = props;
  const { lost = 'numbers' } = props;
  const t = useTranslate();
  const n = useNumbers();
  const lines = [
    // where some pods have a proxy, injection is on: the others are older than that
    ...(meshed.running === 0 ? INJECTION[meshId]?.(namespace) ?? [] : []),
    `kubectl rollout restart -n ${namespace} ${kind.toLowerCase()}/${name}`,
  ].join('\n');
  return (
    <EmptyState
      icon={<HealthShape state="not-measured" size={18} />}
      title={
        meshed.running === 0
          ? t('states.notMeshed.titleAll', { name })
          : t('states.notMeshed.titleSome', {
              count: meshed.total - meshed.running,
              total: n.count(meshed.total),
            })
      }
      code={{ text: lines, copyLabel: t('states.notMeshed.copy') }}
    >
      {pods.length > 0 && (
        <p>
          {pods
            .slice(0, PODS_NAMED)
            .map(pod => {
              const { head, tail } = splitPodName(pod);
              return head + tail;
            })
            .join(', ')}
          {pods.length > PODS_NAMED &&
            ` ${t('states.notMeshed.more', {
              amount: n.count(pods.length - PODS_NAMED),
            })}`}
        </p>
      )}
      <p>
        {meshed.running === 0
          ? t(`states.notMeshed.${lost === 'tap' ? 'textTap' : 'text'}`)
          : t('states.notMeshed.textSome')}
      </p>
    </EmptyState>
  );
}

/** A measured zero. */
export function NoTraffic(props: {
  name: string;
  /** When it was measured, as a part of a sentence. */
  when: string;
  meshed: MeshedPods | undefined;
  /** The next longer window, where there is one. */
  longer: string | undefined;
  onLonger(): void;
  onTap?(): void;
}) {
  const { name, when, meshed, longer, onLonger, onTap } = props;
  const t = useTranslate();
  const n = useNumbers();
  return (
    <EmptyState
      icon={<RiCheckboxBlankCircleLine size={18} />}
      title={t('states.noTraffic.title', { name, when })}
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
                window: formatWindowLabel(longer, t),
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
        <RetryButton label={t('states.noMetrics.again')} onPress={onRetry} />
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
