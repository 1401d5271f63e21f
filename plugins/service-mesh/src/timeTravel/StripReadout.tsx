import type { Timeline } from '@backstage-mesh/plugin-service-mesh-common';
import { useNumbers, useTranslate } from '../hooks';
import { clockRange } from './differenceText';
import type { StripScale } from './strip';
import styles from './TimeStrip.module.css';

/** What a step counted, beside the pointer. */
export function StripReadout(props: {
  timeline: Timeline;
  scale: StripScale;
  time: number;
}) {
  const { timeline, scale, time } = props;
  const t = useTranslate();
  const n = useNumbers();
  const step = timeline.times.findIndex(each => each >= time);
  const end = timeline.times[step];
  if (end === undefined) {
    return null;
  }
  const [requests, failures] = [
    timeline.requests[step],
    timeline.failures[step],
  ];
  const when = clockRange({ from: end - 1000 * timeline.stepSeconds, to: end });
  return (
    <span
      className={styles.readout}
      data-end={scale.x(end) > scale.width / 2}
      style={{ left: scale.x(end) }}
      aria-hidden
    >
      {requests === null || failures === null
        ? t('timeTravel.strip.barUnknown', { time: when })
        : t('timeTravel.strip.bar', {
            time: when,
            failures: n.count(Math.round(failures)),
            requests: n.count(Math.round(requests)),
          })}
    </span>
  );
}
