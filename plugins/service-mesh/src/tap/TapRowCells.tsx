import {
  RiArrowRightDownLine,
  RiArrowRightUpLine,
  RiLoader4Line,
} from '@remixicon/react';
import { memo } from 'react';
import { HealthShape } from '../components';
import { NumberFormats } from '../format';
import { Translate } from '../translation';
import { peerName, peerTitle } from './peerName';
import { outcomeOf, rowState, statusText } from './statusNames';
import { TapRow } from './TapRow';
import styles from './TapTable.module.css';

interface RowProps {
  row: TapRow;
  inTabOrder: boolean;
  t: Translate;
  n: NumberFormats;
  onSelect(id: string, byKeyboard: boolean): void;
}

function RowCells({ row, inTabOrder, t, n, onSelect }: RowProps) {
  const ways = {
    in: t('tap.in'),
    out: t('tap.out'),
    unknown: t('tap.unknownWay'),
  };
  const Arrow = row.way === 'in' ? RiArrowRightDownLine : RiArrowRightUpLine;
  const time = clockSecond(row.startedAt);
  return (
    <>
      <span role="cell" className={styles.time}>
        <button
          type="button"
          className={styles.open}
          data-tap-row={row.id}
          tabIndex={inTabOrder ? 0 : -1}
          aria-label={t('tap.rowName', {
            time,
            method: row.method,
            path: row.path,
            outcome: outcomeOf(row, t),
          })}
          onClick={event => onSelect(row.id, event.detail === 0)}
        >
          {time}
        </button>
      </span>
      <span role="cell" className={styles.way}>
        <Arrow size={13} aria-hidden /> {ways[row.way]}
      </span>
      <span
        role="cell"
        className={styles.peer}
        data-hidden={row.peer.hidden}
        title={row.peer.hidden ? peerTitle(row.peer.name, t) : row.peer.address}
      >
        {row.peer.hidden ? peerName(row.peer.name, t) : row.peer.name}
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

/** The cells of one request; drawn anew only where it changed. */
export const TapRowCells = memo(RowCells);

/** A bar of at most 44 px on a logarithmic scale from 1 ms to 10 s. */
function barWidth(milliseconds: number): number {
  const share = Math.log10(1 + Math.max(0, milliseconds)) / 4;
  return Math.round(Math.min(1, share) * 44);
}

function clockSecond(time: number): string {
  const date = new Date(time);
  const millis = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getSeconds())}.${millis}`;
}

/** A part of a time of day. */
export function two(value: number): string {
  return String(value).padStart(2, '0');
}
