import { PointerEvent } from 'react';
import type { TimeRange } from '../hooks';
import { clockRange } from './differenceText';
import type { StripScale } from './strip';
import styles from './TimeStrip.module.css';

const STEP_MS = 60_000;

/** A window on the strip: dragged by the pointer, moved minute by minute by arrow keys. */
export function StripWindow(props: {
  letter?: 'A' | 'B';
  label: string;
  range: TimeRange;
  scale: StripScale;
  onGrab?(event: PointerEvent): void;
  onMove(byMs: number): void;
}) {
  const { letter, label, range, scale, onGrab, onMove } = props;
  const left = Math.max(0, scale.x(range.from));
  const right = Math.min(scale.width, scale.x(range.to));
  if (right <= 0 || left >= scale.width) {
    return null;
  }
  return (
    <div
      role="slider"
      tabIndex={0}
      className={styles.window}
      data-letter={letter ?? 'B'}
      aria-label={label}
      aria-valuemin={scale.range.from}
      aria-valuemax={scale.range.to}
      aria-valuenow={range.to}
      aria-valuetext={clockRange(range)}
      style={{ left, width: Math.max(6, right - left) }}
      onPointerDown={onGrab}
      onKeyDown={event => {
        const by = { ArrowLeft: -STEP_MS, ArrowRight: STEP_MS }[event.key];
        if (by && !event.ctrlKey && !event.metaKey && !event.altKey) {
          event.preventDefault();
          event.stopPropagation();
          onMove(by);
        }
      }}
    >
      {letter && <span className={styles.letter}>{letter}</span>}
    </div>
  );
}
