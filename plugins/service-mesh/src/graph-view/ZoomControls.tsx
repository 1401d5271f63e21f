import {
  RiAddLine,
  RiFullscreenLine,
  RiLayoutLine,
  RiPauseCircleLine,
  RiPlayCircleLine,
  RiSubtractLine,
} from '@remixicon/react';
import { useTranslate } from '../hooks';
import styles from './ZoomControls.module.css';

/** Buttons at the bottom right of the canvas. */
export function ZoomControls(props: {
  onIn(): void;
  onOut(): void;
  onFit(): void;
  /** Lays out everything anew. */
  onReset(): void;
  /** Whether traffic is shown as moving dots. */
  traffic: boolean;
  onTraffic(): void;
}) {
  const t = useTranslate();
  const buttons = [
    { label: t('topology.zoom.in'), press: props.onIn, Icon: RiAddLine },
    { label: t('topology.zoom.out'), press: props.onOut, Icon: RiSubtractLine },
    {
      label: t('topology.zoom.fit'),
      press: props.onFit,
      Icon: RiFullscreenLine,
    },
    {
      label: t('graph.zoom.reset'),
      press: props.onReset,
      Icon: RiLayoutLine,
    },
  ];
  return (
    <div
      className={styles.controls}
      role="group"
      aria-label={t('topology.zoom.label')}
    >
      {buttons.map(({ label, press, Icon }) => (
        <button
          key={label}
          type="button"
          className={styles.button}
          aria-label={label}
          title={label}
          onClick={press}
        >
          <Icon size={16} aria-hidden />
        </button>
      ))}
      <button
        type="button"
        className={styles.button}
        aria-label={t('graph.zoom.traffic')}
        title={t('graph.zoom.traffic')}
        aria-pressed={props.traffic}
        onClick={props.onTraffic}
      >
        {props.traffic ? (
          <RiPauseCircleLine size={16} aria-hidden />
        ) : (
          <RiPlayCircleLine size={16} aria-hidden />
        )}
      </button>
    </div>
  );
}
