import type { MeshChange } from '@backstage-mesh/plugin-service-mesh-common';
import {
  KeyboardEvent,
  PointerEvent,
  ReactNode,
  useMemo,
  useState,
} from 'react';
import { Link } from 'react-router-dom';
import type { NumberTone } from '../components';
import { UNKNOWN, formatClock } from '../format';
import type { MetricSeries } from '../history';
import { useElementSize, useTranslate } from '../hooks';
import { chartPaths } from './paths';
import { chartScales } from './scales';
import styles from './TimeChart.module.css';

const HEIGHT = 180;
const MARGIN = { top: 8, right: 12, bottom: 22, left: 64 };

/** About so many pixels a label of the time axis needs. */
const TICK_WIDTH = 90;

/**
 * A number over time with axes. The value under the pointer is written above; the arrow keys move it too. Screen readers get the
 * same as a table.
 */
export function TimeChart(props: {
  series: MetricSeries;
  label: string;
  tone?: NumberTone;
  changes: readonly MeshChange[];
  /** How the number is written. */
  format(value: number | undefined): string;
  /** Makes a number one that can be explained. */
  explain(number: ReactNode): ReactNode;
  /** How the span before is called: "the hour before". */
  spanBefore: string;
  /** The address of what was before and after a change; absent where that can not be shown. */
  comparePath?(change: MeshChange): string | undefined;
}) {
  const {
    series,
    label,
    tone = 'plain',
    changes,
    format,
    explain,
    spanBefore,
    comparePath,
  } = props;
  const t = useTranslate();
  const [ref, size] = useElementSize();
  const [step, setStep] = useState<number>();
  const { times, values, measured, before } = series;
  const last = times.length - 1;
  const box = {
    width: Math.max(80, (size?.width ?? 600) - MARGIN.left - MARGIN.right),
    height: HEIGHT - MARGIN.top - MARGIN.bottom,
  };
  const { x, y } = useMemo(
    () => chartScales(series, { width: box.width, height: box.height }),
    [series, box.width, box.height],
  );
  const paths = useMemo(
    () => chartPaths(series, { width: box.width, height: box.height }),
    [series, box.width, box.height],
  );
  const [start, end] = x.domain().map(Number);
  const inside = changes.filter(({ at }) => at >= start && at <= end);
  const shown = [
    ...new Map(inside.map(change => [JSON.stringify(change), change])),
  ];
  const marks = new Set(inside.map(change => change.at));
  const at = step === undefined ? last : Math.min(step, last);
  const text = (value: number | null) => format(value ?? undefined);
  const valueText = (index: number) =>
    values[index] === null
      ? t(measured[index] ? 'stats.chart.silent' : 'stats.chart.notMeasured')
      : text(values[index]);

  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - left - MARGIN.left) / box.width;
    setStep(Math.min(last, Math.max(0, Math.round(share * last))));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: last,
    }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      setStep(Math.min(last, Math.max(0, next)));
    }
  };

  return (
    <div className={styles.chart} data-tone={tone}>
      <p className={styles.readout}>
        <b>{formatClock(times[at])}</b> {explain(valueText(at))}
        {before[at] !== null && (
          <span className={styles.muted}>
            {t('stats.chart.before', {
              span: spanBefore,
              value: text(before[at]),
            })}
          </span>
        )}
      </p>
      <div
        ref={ref}
        className={styles.frame}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={at}
        aria-valuetext={`${formatClock(times[at])}: ${valueText(at)}`}
        aria-orientation="horizontal"
        onKeyDown={onKeyDown}
      >
        <svg
          width="100%"
          height={HEIGHT}
          aria-hidden
          onPointerMove={onPointerMove}
          onPointerLeave={() => setStep(undefined)}
        >
          <g transform={`translate(${MARGIN.left},${MARGIN.top})`}>
            {y.ticks(4).map(value => (
              <g key={value} transform={`translate(0,${y(value)})`}>
                <path d={`M0,0H${box.width}`} className={styles.grid} />
                <text x={-8} dy="0.32em" textAnchor="end">
                  {format(value)}
                </text>
              </g>
            ))}
            {x
              .ticks(Math.max(2, Math.floor(box.width / TICK_WIDTH)))
              .map(time => (
                <text
                  key={time.getTime()}
                  x={x(time)}
                  y={box.height + 16}
                  textAnchor="middle"
                >
                  {formatClock(time.getTime())}
                </text>
              ))}
            <path d={paths.area} className={styles.area} />
            <path d={paths.before} className={styles.before} />
            {[...marks].map(moment => (
              <path
                key={moment}
                d={`M${x(moment)},0V${box.height}`}
                className={styles.change}
              />
            ))}
            <path d={paths.line} className={styles.line} />
            {step !== undefined && (
              <g transform={`translate(${x(times[at])},0)`}>
                <path d={`M0,0V${box.height}`} className={styles.cursor} />
                {values[at] !== null && (
                  <circle cy={y(values[at] ?? 0)} r={3.5} />
                )}
              </g>
            )}
          </g>
        </svg>
      </div>
      {shown.length > 0 && (
        <ul className={styles.changes}>
          {shown.map(([key, change]) => (
            <li key={key}>
              {formatClock(change.at)}{' '}
              {t(`stats.chart.changes.${change.kind}`, {
                name: change.name,
                detail: change.detail ?? '',
              })}
              <CompareLink
                path={
                  change.kind === 'restart' ? undefined : comparePath?.(change)
                }
              />
            </li>
          ))}
        </ul>
      )}
      <table className={styles.table}>
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">{t('stats.chart.time')}</th>
            <th scope="col">{t(`stats.cells.${series.id}`)}</th>
            <th scope="col">{spanBefore}</th>
          </tr>
        </thead>
        <tbody>
          {times.map((time, index) => (
            <tr key={time}>
              <th scope="row">{formatClock(time)}</th>
              <td>{valueText(index)}</td>
              <td>{before[index] === null ? UNKNOWN : text(before[index])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The way to what was before and after a change; absent where that can not be shown. */
function CompareLink({ path }: { path: string | undefined }) {
  const t = useTranslate();
  return path ? (
    <>
      {' '}
      <Link to={path}>{t('stats.chart.compare')}</Link>
    </>
  ) : null;
}
