import { RiArrowLeftLine, RiArrowRightLine } from '@remixicon/react';
import { memo, useMemo } from 'react';
import {
  HealthShape,
  MetricNumber,
  SortableTable,
  TableColumn,
  ToolbarSelect,
  successTone,
} from '../components';
import { formatTime } from '../format';
import { useThresholds } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import type { Translate } from '../translation';
import { callState, compareCalls, successOf } from './compareCalls';
import { QUANTILE_ERROR } from './LatencyHistogram';
import {
  CALL_GROUPINGS,
  CallGroup,
  CallGrouping,
  CallGroups,
  CallKey,
  GROUP_LIMIT,
} from './LiveCalls';
import { peerName, peerTitle } from './peerName';
import styles from './TapCalls.module.css';

interface TapCallsProps {
  calls: CallGroups;
  since: number | undefined;
  grouping: CallGrouping;
  onGrouping(grouping: CallGrouping): void;
  /** Shows only the requests of a group. */
  onPick(key: CallKey): void;
}

/** The requests of the whole tap, counted by what they have in common. */
export const TapCalls = memo(function TapCallsTable(props: TapCallsProps) {
  const { calls, since, grouping, onGrouping, onPick } = props;
  const t = useTranslate();
  const n = useNumbers();
  const columns = useColumns(grouping, onPick);
  return (
    <section className={styles.calls} aria-label={t('tap.calls.title')}>
      <div className={styles.head}>
        <h3 className={styles.title}>{t('tap.calls.title')}</h3>
        {since !== undefined && (
          <span className={styles.note}>
            {t('tap.calls.note', {
              time: formatTime(since),
              grouping: t(`tap.calls.by.${grouping}`),
            })}
          </span>
        )}
        <span className={styles.by}>
          <ToolbarSelect
            label={t('tap.calls.groupBy')}
            value={grouping}
            options={CALL_GROUPINGS.map(value => ({
              value,
              label: t(`tap.calls.groupings.${value}`),
            }))}
            onChange={value => onGrouping(value as CallGrouping)}
          />
        </span>
      </div>
      <div className={styles.table}>
        {calls.groups.length > 0 ? (
          <SortableTable
            label={t('tap.calls.title')}
            columns={columns}
            rows={calls.groups}
            rowKey={groupKey}
            compare={compareCalls}
          />
        ) : (
          <p className={styles.none}>{t('tap.calls.none')}</p>
        )}
        {calls.groups.length > 0 && (
          <p className={styles.foot}>
            {t('tap.calls.quantiles', {
              share: n.share(Math.ceil(QUANTILE_ERROR * 100) / 100),
            })}
          </p>
        )}
        {calls.folded && (
          <p className={styles.foot}>
            {t('tap.calls.folded', {
              count: calls.folded.requests,
              limit: n.count(GROUP_LIMIT),
            })}
          </p>
        )}
      </div>
    </section>
  );
});

function groupKey({ id }: CallGroup): string {
  return id;
}

function describe(
  { peer, source, destination, ...rest }: CallKey,
  t: Translate,
): string {
  return [
    peerName(peer ?? source ?? destination, t),
    rest.method,
    rest.route ?? rest.path,
  ]
    .filter(Boolean)
    .join(' ');
}

function useColumns(
  grouping: CallGrouping,
  onPick: (key: CallKey) => void,
): TableColumn<CallGroup>[] {
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  return useMemo(() => {
    const name = (
      id: Exclude<keyof CallKey, 'way'>,
      options: Partial<TableColumn<CallGroup>> = {},
    ): TableColumn<CallGroup> => ({
      id,
      title: t(`tap.calls.columns.${id}`),
      cell: ({ key }) => (
        <span title={peerTitle(key[id], t)}>{peerName(key[id], t)}</span>
      ),
      sortBy: ({ key }) => key[id],
      ...options,
    });
    const text = (id: 'route' | 'path') =>
      name(id, {
        grow: true,
        cell: ({ key }) => (
          <span className={styles.mono} title={key[id]}>
            {key[id]}
          </span>
        ),
      });
    const picked = (
      column: TableColumn<CallGroup>,
    ): TableColumn<CallGroup> => ({
      ...column,
      cell: group => (
        <button
          type="button"
          className={styles.pick}
          aria-label={t('tap.calls.only', { group: describe(group.key, t) })}
          title={t('tap.calls.only', { group: describe(group.key, t) })}
          onClick={() => onPick(group.key)}
        >
          {group.key.way === 'in' && <RiArrowLeftLine size={12} aria-hidden />}
          {group.key.way === 'out' && (
            <RiArrowRightLine size={12} aria-hidden />
          )}
          {column.cell(group)}
        </button>
      ),
    });
    const method = name('method', {
      cell: ({ key }) => <span className={styles.method}>{key.method}</span>,
    });
    const names: Record<CallGrouping, TableColumn<CallGroup>[]> = {
      route: [picked(name('peer')), method, text('route')],
      path: [picked(name('peer')), method, text('path')],
      source: [picked(name('source', { grow: true }))],
      destination: [picked(name('destination', { grow: true }))],
      method: [picked({ ...method, grow: true })],
    };
    const latency = (
      id: 'p50' | 'p99' | 'best' | 'worst' | 'last',
      value: (group: CallGroup) => number | undefined,
    ): TableColumn<CallGroup> => ({
      id,
      title: t(`tap.calls.columns.${id}`),
      numeric: true,
      optional: id !== 'p99',
      sortBy: value,
      cell: group => (
        <MetricNumber
          text={n.milliseconds(value(group))}
          reason={t('tap.calls.noLatency')}
        />
      ),
    });
    return [
      ...names[grouping],
      {
        id: 'count',
        title: t('tap.calls.columns.count'),
        numeric: true,
        sortBy: ({ requests }) => requests,
        cell: ({ requests }) => n.count(requests),
      },
      {
        id: 'success',
        title: t('tap.calls.columns.success'),
        numeric: true,
        sortBy: successOf,
        cell: group => {
          const share = successOf(group);
          const state = callState(group, thresholds);
          return (
            <span className={styles.success}>
              {share !== undefined && <HealthShape state={state} size={11} />}
              <MetricNumber
                text={n.success(share, group.failures)}
                tone={
                  state === 'too-few' ? 'plain' : successTone(share, thresholds)
                }
                reason={t('tap.calls.pending')}
              />
            </span>
          );
        },
      },
      latency('p50', ({ p50 }) => p50),
      latency('p99', ({ p99 }) => p99),
      latency('best', ({ best }) => best),
      latency('worst', ({ worst }) => worst),
      latency('last', ({ lastMs }) => lastMs),
    ];
  }, [grouping, onPick, t, n, thresholds]);
}
