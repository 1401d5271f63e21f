import type {
  EntityStats,
  EntityWorkload,
  TapQuery,
} from '@backstage-mesh/plugin-service-mesh-common';
import { ResponseError } from '@backstage/errors';
import { Button } from '@backstage/ui';
import {
  RiFilterOffLine,
  RiPlayFill,
  RiPulseLine,
  RiRefreshLine,
  RiShieldKeyholeLine,
  RiSpeedUpLine,
  RiStopFill,
} from '@remixicon/react';
import { CopyButton, EmptyState } from '../components';
import { formatDuration } from '../format';
import {
  NUMBERS_INTERVAL,
  Page,
  useNow,
  useNumbers,
  usePoll,
  useTranslate,
} from '../hooks';
import { ErrorState, reasonOf } from '../states';
import { ExcludedPods } from './ExcludedPods';
import { GENTLE_RPS, HEAVY_RPS, describeQuery } from './tapAddress';
import { TapSnapshot } from './TapSession';
import { useEndReason } from './useEndReason';
import { Silence, whySilent } from './whySilent';

/** A tap that has received nothing for this long says what may be the reason, in milliseconds. */
const SILENT_AFTER_MS = 5000;

interface TapPlaceProps {
  page: Page;
  snapshot: TapSnapshot;
  target: EntityWorkload;
  query: TapQuery;
  onStart(): void;
  onDropQuery(): void;
  onClearFilter(): void;
}

/** What stands in place of the rows while there are none. */
export function TapPlace(props: TapPlaceProps) {
  const { snapshot, target, onStart, onClearFilter } = props;
  const t = useTranslate();
  const n = useNumbers();
  const { phase, error, end, rows } = snapshot;
  if (error) {
    return <Refused {...props} error={error} />;
  }
  if (end?.reason === 'forbidden') {
    return <RefusedByMesh reason={end.message} onStart={onStart} />;
  }
  if (rows.length > 0) {
    return (
      <EmptyState
        icon={<RiFilterOffLine size={18} />}
        title={t('tap.filteredOut.title')}
        actions={
          <Act onPress={onClearFilter}>{t('tap.filteredOut.clear')}</Act>
        }
      >
        <p>{t('tap.filteredOut.text', { amount: n.count(rows.length) })}</p>
      </EmptyState>
    );
  }
  if (phase === 'idle') {
    return (
      <EmptyState
        icon={<RiPulseLine size={18} />}
        title={t('tap.intro.title', { name: target.name })}
        actions={
          <Act icon={<RiPlayFill />} onPress={onStart}>
            {t('tap.intro.start')}
          </Act>
        }
      >
        <p>{t('tap.intro.text')}</p>
      </EmptyState>
    );
  }
  return phase === 'ended' ? <Ended {...props} /> : <Silent {...props} />;
}

/** The one thing to do in a state. */
function Act(props: { icon?: JSX.Element; children: string; onPress(): void }) {
  return (
    <Button
      size="small"
      variant="primary"
      iconStart={props.icon}
      onPress={props.onPress}
    >
      {props.children}
    </Button>
  );
}

function Ended({ snapshot, onStart }: TapPlaceProps) {
  const t = useTranslate();
  const reason = useEndReason(snapshot);
  return (
    <EmptyState
      icon={<RiStopFill size={18} />}
      title={t('tap.ended.title')}
      actions={
        <Act icon={<RiRefreshLine />} onPress={onStart}>
          {t('tap.ended.again')}
        </Act>
      }
    >
      {reason && <p>{reason}</p>}
    </EmptyState>
  );
}

function Silent(props: TapPlaceProps) {
  const { snapshot, query, target, page, onDropQuery } = props;
  const t = useTranslate();
  const now = useNow();
  const { startedAt = now, phase, open } = snapshot;
  const listenedMs = now - startedAt;
  const silent = phase !== 'starting' && listenedMs >= SILENT_AFTER_MS;
  const { data, error } = usePoll<EntityStats>(
    page.api,
    `stats ${page.entityRef} 1m`,
    signal => page.api.getStats(page.entityRef, { window: '1m', signal }),
    NUMBERS_INTERVAL,
  );
  if (!silent) {
    return null;
  }
  const filter = describeQuery(query);
  const stats = data?.workloads.find(
    ({ workload }) =>
      workload.cluster === target.cluster &&
      workload.namespace === target.namespace &&
      workload.kind === target.kind &&
      workload.name === target.name,
  );
  const reasons = whySilent({
    stats,
    query,
    excluded: open?.excluded ?? [],
    listenedMs,
  });
  return (
    <EmptyState
      icon={<RiPulseLine size={18} />}
      title={t('tap.silent.title', { duration: formatDuration(listenedMs) })}
      actions={
        filter && (
          <Act icon={<RiFilterOffLine />} onPress={onDropQuery}>
            {t('tap.silent.drop')}
          </Act>
        )
      }
    >
      {data || error ? (
        reasons.map(silence => (
          <Reason
            key={silence.reason}
            silence={silence}
            name={target.name}
            query={query}
          />
        ))
      ) : (
        <p>{t('tap.silent.checking')}</p>
      )}
    </EmptyState>
  );
}

function Reason(props: { silence: Silence; name: string; query: TapQuery }) {
  const { silence, name, query } = props;
  const t = useTranslate();
  const n = useNumbers();
  const to = query.to_resource_name;
  const filter = <code>{describeQuery(query)}</code>;
  const said = (title: string, text: string) => (
    <p>
      <b>{title}</b> {text}
    </p>
  );
  switch (silence.reason) {
    case 'pods':
      return (
        <>
          <p>
            <b>{t('tap.silent.pods')}</b>
          </p>
          <ExcludedPods pods={silence.pods} />
        </>
      );
    case 'no-traffic':
      return said(
        t('tap.silent.noTraffic'),
        to
          ? t('tap.silent.noTrafficTo', { name, to })
          : t('tap.silent.noTrafficText', { name }),
      );
    case 'tcp-only':
      return said(
        t('tap.silent.tcpOnly'),
        t('tap.silent.tcpOnlyText', {
          connections: n.count(silence.connections),
        }),
      );
    case 'filter':
      return (
        <p>
          <b>{t('tap.silent.filter')}</b>{' '}
          {t('tap.silent.filterText', {
            rate: n.rps(silence.requestsPerSecond),
            name,
            filter,
          })}
        </p>
      );
    case 'rare':
      return said(
        t('tap.silent.rare'),
        t('tap.silent.rareText', {
          rate: n.rps(silence.requestsPerSecond),
          name,
        }),
      );
    case 'unreachable':
      return said(
        t('tap.silent.unreachable'),
        t('tap.silent.unreachableText', {
          rate: n.rps(silence.requestsPerSecond),
          name,
        }),
      );
    default:
      return (
        <>
          {describeQuery(query) && (
            <p>
              <b>{t('tap.silent.filter')}</b>{' '}
              {t('tap.silent.filterUnknown', { filter })}
            </p>
          )}
          <p>{t('tap.silent.unknown')}</p>
        </>
      );
  }
}

function Refused(props: TapPlaceProps & { error: Error }) {
  const { error, target, onStart } = props;
  if (!(error instanceof ResponseError) || error.response.status !== 403) {
    return <ErrorState name={target.name} error={error} onRetry={onStart} />;
  }
  return <RefusedByMesh reason={reasonOf(error)} onStart={onStart} />;
}

function RefusedByMesh(props: { reason: string; onStart(): void }) {
  const { reason, onStart } = props;
  const t = useTranslate();
  return (
    <EmptyState
      icon={<RiShieldKeyholeLine size={18} />}
      title={t('tap.refused.title')}
      actions={
        <>
          <Act icon={<RiRefreshLine />} onPress={onStart}>
            {t('tap.refused.again')}
          </Act>
          <CopyButton text={reason} label={t('tap.refused.copy')} />
        </>
      }
    >
      <p>{reason}</p>
      <p>{t('tap.refused.kept')}</p>
    </EmptyState>
  );
}

/** The tap would see more than can be read, before it starts. */
export function TapHeavy(props: {
  name: string;
  expectedRps: number;
  onStart(): void;
  onGentle(): void;
}) {
  const { name, expectedRps, onStart, onGentle } = props;
  const t = useTranslate();
  const n = useNumbers();
  return (
    <EmptyState
      icon={<RiSpeedUpLine size={18} />}
      title={t('tap.heavy.title')}
      actions={
        <>
          <Act icon={<RiPlayFill />} onPress={onGentle}>
            {t('tap.heavy.gentle', { rate: n.perSecond(GENTLE_RPS) })}
          </Act>
          <Button size="small" variant="secondary" onPress={onStart}>
            {t('tap.heavy.anyway')}
          </Button>
        </>
      }
    >
      <p>
        {t('tap.heavy.text', {
          rate: n.rps(expectedRps),
          name,
          limit: n.perSecond(HEAVY_RPS),
        })}
      </p>
    </EmptyState>
  );
}

/** The portal, and not the mesh, forbids this tap. */
export function TapNotAllowed(props: {
  target: EntityWorkload;
  name: string;
  /** How the entity's pods are looked for. */
  selector: string | undefined;
}) {
  const { target, name, selector } = props;
  const t = useTranslate();
  const label = /^([\w./-]+)=([\w.-]+)$/.exec(selector ?? '');
  const lines =
    target.tap.reason === 'no-consent' && label
      ? [
          'spec:',
          '  template:',
          '    metadata:',
          '      labels:',
          `        ${label[1]}: ${label[2]}`,
        ].join('\n')
      : undefined;
  return (
    <EmptyState
      icon={<RiShieldKeyholeLine size={18} />}
      title={
        target.tap.reason === 'no-permission'
          ? t('tap.refused.titlePortal', { name })
          : t('tap.notAllowed.title', { name })
      }
      code={
        lines ? { text: lines, copyLabel: t('tap.notAllowed.copy') } : undefined
      }
    >
      {target.tap.message && <p>{target.tap.message}</p>}
      <p>{t('tap.refused.kept')}</p>
      {lines && <p>{t('tap.notAllowed.consent')}</p>}
    </EmptyState>
  );
}
