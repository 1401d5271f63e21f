import type {
  EntityStats,
  EntityWorkload,
  TapQuery,
} from '@backstage-mesh/plugin-service-mesh-common';
import { RiFilterOffLine, RiPulseLine } from '@remixicon/react';
import { EmptyState } from '../components';
import { formatDuration } from '../format';
import {
  NUMBERS_INTERVAL,
  Page,
  useNow,
  useNumbers,
  usePoll,
  useTranslate,
} from '../hooks';
import { ExcludedPods } from './ExcludedPods';
import { TapAct } from './TapAct';
import { describeQuery } from './tapAddress';
import { TapSnapshot } from './TapSession';
import { Silence, whySilent } from './whySilent';

/** A tap that has received nothing for this long says what may be the reason, in milliseconds. */
const SILENT_AFTER_MS = 5000;

/** A tap that runs and has received nothing: why that may be. */
export function TapSilent(props: {
  page: Page;
  snapshot: TapSnapshot;
  target: EntityWorkload;
  query: TapQuery;
  onDropQuery(): void;
}) {
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
      title={t('tap.silent.title', { duration: formatDuration(listenedMs, t) })}
      actions={
        filter && (
          <TapAct icon={<RiFilterOffLine />} onPress={onDropQuery}>
            {t('tap.silent.drop')}
          </TapAct>
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
