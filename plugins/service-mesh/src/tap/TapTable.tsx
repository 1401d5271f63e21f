import {
  RiArrowRightDownLine,
  RiArrowRightUpLine,
  RiLoader4Line,
} from '@remixicon/react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useRef } from 'react';
import { HealthShape } from '../components';
import { NumberFormats } from '../format';
import { useNumbers, useTranslate } from '../hooks';
import { Translate } from '../translation';
import { grpcStatusName, resetName, rowState } from './statusNames';
import { TapRow } from './TapRow';
import styles from './TapTable.module.css';

const ROW_HEIGHT = 28;

function RowCells(props: {
  row: TapRow;
  t: Translate;
  n: NumberFormats;
  onSelect(id: string, byKeyboard: boolean): void;
}) {
  const { row, t, n, onSelect } = props;
  const ways = {
    in: t('tap.in'),
    out: t('tap.out'),
    unknown: t('tap.unknownWay'),
  };
  const Arrow = row.way === 'in' ? RiArrowRightDownLine : RiArrowRightUpLine;
  return (
    <>
      <span role="cell" className={styles.time}>
        <button
          type="button"
          className={styles.open}
          data-tap-row={row.id}
          aria-label={`${clockSecond(row.startedAt)} ${row.method} ${row.path}`}
          onClick={event => onSelect(row.id, event.detail === 0)}
        >
          {clockSecond(row.startedAt)}
        </button>
      </span>
      <span role="cell" className={styles.way}>
        <Arrow size={13} aria-hidden /> {ways[row.way]}
      </span>
      <span role="cell" className={styles.peer} title={row.peer.address}>
        {row.peer.name}
      </span>
      <span role="cell" className={styles.method}>
        {row.method}
      </span>
      <span role="cell" className={styles.path} title={row.path}>
        {row.path}
      </span>
      <span role="cell" className={styles.status} data-failed={row.failed}>
        {row.state === 'waiting' ? (
          <RiLoader4Line
            size={13}
            className={styles.spinner}
            aria-label={t('tap.waiting')}
          />
        ) : (
          <HealthShape state={rowState(row)} size={12} />
        )}{' '}
        {statusText(row, t)}
      </span>
      <span role="cell" className={styles.latency}>
        {row.latencyMs === undefined ? (
          <span className={styles.pending}>
            {row.state === 'waiting'
              ? t('tap.waitingDots')
              : t('tap.unfinished')}
          </span>
        ) : (
          <>
            <span
              className={styles.bar}
              data-failed={row.failed}
              style={{ width: barWidth(row.latencyMs) }}
              aria-hidden
            />
            <span className={styles.number}>{n.latency(row.latencyMs)}</span>
          </>
        )}
      </span>
    </>
  );
}

const Cells = memo(RowCells);

/** Received requests, newest first; only those in view are drawn. */
export function TapTable(props: {
  rows: TapRow[];
  selectedId: string | undefined;
  onSelect(id: string, byKeyboard: boolean): void;
}) {
  const { rows, selectedId, onSelect } = props;
  const t = useTranslate();
  const n = useNumbers();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    getItemKey: index => rows[index].id,
  });
  const headers = [
    clockHour(rows[0].startedAt),
    t('tap.columns.way'),
    t('tap.columns.peer'),
    t('tap.columns.method'),
    t('tap.columns.path'),
    t('tap.columns.status'),
    t('tap.columns.latency'),
  ];
  return (
    <div
      ref={scroller}
      className={styles.table}
      role="table"
      aria-label={t('tap.rows')}
      aria-rowcount={rows.length + 1}
    >
      <div className={styles.head} role="rowgroup">
        <div className={styles.headRow} role="row" aria-rowindex={1}>
          {headers.map((header, index) => (
            <span
              key={header}
              role="columnheader"
              className={index === 6 ? styles.right : undefined}
            >
              {header}
            </span>
          ))}
        </div>
      </div>
      <div
        role="rowgroup"
        className={styles.rows}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map(item => {
          const row = rows[item.index];
          return (
            <div
              key={row.id}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={row.id === selectedId}
              className={styles.row}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Cells row={row} t={t} n={n} onSelect={onSelect} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** How a request ended, in a word. */
export function statusText(row: TapRow, t: Translate): string {
  if (row.resetCode) {
    return t('tap.resetCode', { code: resetName(row.resetCode) });
  }
  if (row.grpcStatus !== undefined) {
    return grpcStatusName(row.grpcStatus);
  }
  if (row.httpStatus !== undefined) {
    return String(row.httpStatus);
  }
  return row.state === 'done' ? t('tap.noResponse') : '';
}

/** A bar of at most 44 px on a logarithmic scale from 1 ms to 10 s. */
export function barWidth(milliseconds: number): number {
  const share = Math.log10(1 + Math.max(0, milliseconds)) / 4;
  return Math.round(Math.min(1, share) * 44);
}

function clockHour(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes()].map(two).join(':');
}

function clockSecond(time: number): string {
  const date = new Date(time);
  const millis = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getSeconds())}.${millis}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
