import type { MeshChange } from '@backstage-mesh/plugin-service-mesh-common';
import { formatClock } from '../format';
import { useTranslate } from '../hooks';
import type { stripMarks } from './strip';
import type { TimeTravel } from './useTimeTravel';
import styles from './TimeStrip.module.css';

/** The changes below the strip, as buttons that compare around them. */
export function StripMarks(props: {
  travel: TimeTravel;
  marks: ReturnType<typeof stripMarks>;
  /** One was pressed that is too new to be compared, or is left. */
  onRefused(change: MeshChange | undefined): void;
}) {
  const { travel, marks, onRefused } = props;
  const t = useTranslate();
  return (
    <div className={styles.marks}>
      {marks.map(({ change, x, label }) => {
        const sentence = t('timeTravel.strip.change', {
          name: change.name,
          detail: change.detail ?? t(`timeTravel.changes.${change.kind}`),
          time: formatClock(change.at),
        });
        return (
          <button
            key={markKey(change)}
            type="button"
            className={styles.mark}
            style={{ left: x, maxWidth: label?.width }}
            data-side={label?.side}
            title={sentence}
            aria-label={sentence}
            onClick={() =>
              travel.canCompare(change)
                ? travel.compareAround(change)
                : onRefused(change)
            }
            onBlur={() => onRefused(undefined)}
          >
            <span aria-hidden>▲</span>
            {label && <span className={styles.markName}>{label.text}</span>}
          </button>
        );
      })}
    </div>
  );
}

/** Tells marks apart. */
export function markKey({ kind, at, name, detail }: MeshChange): string {
  return `${kind} ${at} ${name} ${detail ?? ''}`;
}
