import type { MeshChange } from '@backstage-mesh/plugin-service-mesh-common';
import { useMemo } from 'react';
import type { NumberTone } from '../components';
import type { MetricSeries } from '../history';
import { chartPaths } from './paths';
import { chartScales } from './scales';
import styles from './Sparkline.module.css';

/** The curve is drawn into this box and stretched to its place. */
const BOX = { width: 100, height: 30 };

/** A number over time without words: decoration beside the number itself. The span before is dashed. */
export function Sparkline(props: {
  series: MetricSeries;
  tone?: NumberTone;
  changes: readonly MeshChange[];
}) {
  const { series, tone = 'plain', changes } = props;
  const { paths, marks, last } = useMemo(() => {
    const { x, y } = chartScales(series, BOX);
    const [start, end] = x.domain().map(Number);
    const step = series.values.length - 1;
    const value = series.values[step];
    return {
      paths: chartPaths(series, BOX),
      // several things may have changed at once
      marks: new Set(
        changes
          .filter(({ at }) => at >= start && at <= end)
          .map(({ at }) => x(at)),
      ),
      last: value === null ? undefined : y(value),
    };
  }, [series, changes]);
  return (
    <span className={styles.spark} data-tone={tone} aria-hidden>
      <svg
        viewBox={`0 0 ${BOX.width} ${BOX.height}`}
        preserveAspectRatio="none"
        className={styles.drawing}
      >
        <path d={paths.area} className={styles.area} />
        <path d={paths.before} className={styles.before} />
        {[...marks].map(place => (
          <path
            key={place}
            d={`M${place},0V${BOX.height}`}
            className={styles.change}
          />
        ))}
        <path d={paths.line} className={styles.line} />
      </svg>
      {last !== undefined && (
        <span
          className={styles.dot}
          style={{ top: `${(100 * last) / BOX.height}%` }}
        />
      )}
    </span>
  );
}
