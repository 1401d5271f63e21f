import { RiArrowUpLine } from '@remixicon/react';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  forwardRef,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { useNumbers, useTranslate } from '../hooks';
import { TapRow } from './TapRow';
import { TapRowCells, two } from './TapRowCells';
import { useHeldRows } from './useHeldRows';
import styles from './TapTable.module.css';

const ROW_HEIGHT = 28;
const TWO_LINES = 46;

/** A pointer that has moved over the rows aims at one for this long, in milliseconds. */
const AIM_MS = 1500;

/** What the keys of the tab do to the table. */
export interface TapTableHandle {
  /** Shows the newest rows, and new ones as they come. */
  goToNewest(): void;
  /** Puts the focus on a row, or on the table where the row has gone. */
  focus(id: string): void;
  /**
   * Puts the focus on the row beside the one that has it, or on the one that is selected.
   *
   * @returns its id; undefined where there is no row
   */
  step(by: 1 | -1): string | undefined;
}

/** Received requests, newest first; only those in view are drawn. They keep their places while a person reads or aims at them. */
export const TapTable = forwardRef<
  TapTableHandle,
  {
    rows: readonly TapRow[];
    selectedId: string | undefined;
    /** Rows take two lines. */
    narrow: boolean;
    onSelect(id: string, byKeyboard: boolean): void;
  }
>(function TapTableElement(props, ref) {
  const { rows, selectedId, narrow, onSelect } = props;
  const t = useTranslate();
  const n = useNumbers();
  const scroller = useRef<HTMLDivElement>(null);
  const [scrolled, setScrolled] = useState(false);
  const [focused, setFocused] = useState(false);
  const [aimed, aim] = useAim();
  const { shown, newer } = useHeldRows(rows, scrolled || focused || aimed);
  const [cursorId, setCursorId] = useState<string>();
  const height = narrow ? TWO_LINES : ROW_HEIGHT;
  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, height]);

  const indexOf = (id: string | undefined) =>
    shown.findIndex(row => row.id === id);
  const reveal = (id: string) => {
    const index = indexOf(id);
    if (index >= 0) {
      virtualizer.scrollToIndex(index);
    }
  };
  useImperativeHandle(ref, () => ({
    goToNewest() {
      setCursorId(undefined);
      setScrolled(false);
      setFocused(false);
      aim(false);
      scroller.current?.focus();
      virtualizer.scrollToOffset(0);
    },
    focus(id) {
      if (indexOf(id) < 0) {
        scroller.current?.focus();
        return;
      }
      setCursorId(id);
      reveal(id);
      focusWhenDrawn(scroller.current, id);
    },
    step(by) {
      const active = document.activeElement as HTMLElement | null;
      const at = indexOf(active?.dataset.tapRow ?? cursorId ?? selectedId);
      const next = shown[Math.min(shown.length - 1, Math.max(0, at + by))];
      if (next) {
        setCursorId(next.id);
        reveal(next.id);
        focusWhenDrawn(scroller.current, next.id);
      }
      return next?.id;
    },
  }));

  const first = indexOf(cursorId) < 0 ? shown[0]?.id : cursorId;
  const headers = [
    clockHour(shown[0].startedAt),
    t('tap.columns.way'),
    t('tap.columns.peer'),
    t('tap.columns.method'),
    t('tap.columns.path'),
    t('tap.columns.status'),
    t('tap.columns.latency'),
  ];
  return (
    <div className={styles.place}>
      {newer > 0 && (
        <button
          type="button"
          className={styles.newer}
          onClick={() => {
            setScrolled(false);
            setFocused(false);
            aim(false);
            virtualizer.scrollToOffset(0);
          }}
        >
          <RiArrowUpLine size={13} aria-hidden />{' '}
          {t('tap.newer', {
            amount: `${n.count(newer)}${newer === rows.length ? '+' : ''}`,
          })}
          <kbd className={styles.key}>G</kbd>
        </button>
      )}
      <div
        ref={scroller}
        className={styles.table}
        data-narrow={narrow}
        role="table"
        tabIndex={-1}
        aria-label={t('tap.rows')}
        aria-rowcount={shown.length + 1}
        onScroll={event =>
          setScrolled(event.currentTarget.scrollTop > height / 2)
        }
        onPointerMove={event => aim(event.pointerType === 'mouse')}
        onPointerLeave={() => aim(false)}
        onFocus={event => setFocused('tapRow' in event.target.dataset)}
        onBlur={() => setFocused(false)}
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
            const row = shown[item.index];
            return (
              <div
                // by place: a busy tap renews all rows in view, and making them anew costs most of it
                key={item.index}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={row.id === selectedId}
                className={styles.row}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <TapRowCells
                  row={row}
                  inTabOrder={row.id === first}
                  t={t}
                  n={n}
                  onSelect={onSelect}
                />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
});

/** Whether a pointer aims at something: it has moved a moment ago. */
function useAim(): [boolean, (aims: boolean) => void] {
  const [aimed, setAimed] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(timer.current), []);
  const aim = (aims: boolean) => {
    clearTimeout(timer.current);
    setAimed(aims);
    if (aims) {
      timer.current = setTimeout(() => setAimed(false), AIM_MS);
    }
  };
  return [aimed, aim];
}

/** A row that was out of view is drawn a frame after it was scrolled to. */
function focusWhenDrawn(table: HTMLElement | null, id: string, frames = 5) {
  const row = table?.querySelector<HTMLElement>(
    `[data-tap-row="${CSS.escape(id)}"]`,
  );
  if (row) {
    row.focus({ preventScroll: true });
  } else if (frames > 0) {
    requestAnimationFrame(() => focusWhenDrawn(table, id, frames - 1));
  }
}

function clockHour(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes()].map(two).join(':');
}
