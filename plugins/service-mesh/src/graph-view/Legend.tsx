import type {
  HealthState,
  HealthThresholds,
  MtlsState,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  RiArrowDownSLine,
  RiArrowUpSLine,
  RiCloseLine,
  RiQuestionLine,
} from '@remixicon/react';
import { memo, useState } from 'react';
import { HealthShape, Lock } from '../components';
import { useTranslate } from '../hooks';
import styles from './Legend.module.css';

const MEMORY = 'service-mesh.legend';

function remembered(): boolean | undefined {
  try {
    const text = localStorage.getItem(MEMORY);
    return text === null ? undefined : text === 'open';
  } catch {
    return undefined;
  }
}

function remember(open: boolean) {
  try {
    localStorage.setItem(MEMORY, open ? 'open' : 'folded');
  } catch {
    // a browser without storage forgets the choice with the page
  }
}

/** What shapes and lines mean. Folds to a question mark, and remembers that. */
export const Legend = memo(function LegendView(props: {
  thresholds: HealthThresholds;
  /** Folded where there is little room, until a person opens it. */
  folded: boolean;
  /** Groups show their workloads as marks. */
  withMarks: boolean;
}) {
  const { thresholds, folded, withMarks } = props;
  const t = useTranslate();
  const [choice, setChoice] = useState(remembered);
  // where groups need room it says what marks mean, and the rest on demand
  const [callsShown, setCallsShown] = useState(false);
  const calls = callsShown || !withMarks;
  const open = choice ?? !folded;
  const toggle = () => {
    remember(!open);
    setChoice(!open);
  };
  if (!open) {
    return (
      <button
        type="button"
        className={styles.folded}
        data-overlay="bottom"
        aria-label={t('topology.legend.show')}
        title={t('topology.legend.show')}
        onClick={toggle}
      >
        <RiQuestionLine size={16} aria-hidden />
      </button>
    );
  }
  return (
    <section
      className={styles.legend}
      data-overlay="bottom"
      aria-label={t('topology.legend.title')}
    >
      <Shapes thresholds={thresholds} withMarks={withMarks} />
      {calls && <Lines />}
      {withMarks && (
        <button
          type="button"
          className={styles.more}
          aria-expanded={calls}
          aria-label={t('topology.legend.calls')}
          title={t('topology.legend.calls')}
          onClick={() => setCallsShown(!calls)}
        >
          {calls ? (
            <RiArrowDownSLine size={13} aria-hidden />
          ) : (
            <RiArrowUpSLine size={13} aria-hidden />
          )}
        </button>
      )}
      <button
        type="button"
        className={styles.fold}
        aria-label={t('topology.legend.hide')}
        title={t('topology.legend.hide')}
        onClick={toggle}
      >
        <RiCloseLine size={13} aria-hidden />
      </button>
    </section>
  );
});

function Shapes(props: { thresholds: HealthThresholds; withMarks: boolean }) {
  const { thresholds, withMarks } = props;
  const t = useTranslate();
  const percent = (threshold: number) => ({ percent: String(threshold) });
  const shapes: [HealthState, string][] = [
    ['healthy', t('topology.legend.healthy')],
    ['degraded', t('topology.legend.degraded', percent(thresholds.healthy))],
    ['failing', t('topology.legend.failing', percent(thresholds.degraded))],
    ['failing-because', t('graph.legend.because')],
    ['tcp-only', t('topology.legend.tcpOnly')],
    ['no-traffic', t('topology.legend.noTraffic')],
    ['not-measured', t('topology.legend.notMeasured')],
  ];
  return (
    <div className={styles.row}>
      <span className={styles.head}>
        {withMarks ? t('graph.legend.mark') : t('topology.legend.health')}
      </span>
      {shapes.map(([state, text]) => (
        <span key={state} className={styles.item}>
          <HealthShape state={state} size={11} /> {text}
        </span>
      ))}
    </div>
  );
}

function Lines() {
  const t = useTranslate();
  const strokes = [
    {
      width: 46,
      text: t('topology.legend.rates'),
      line: (
        <>
          <path d="M0 4h12" strokeWidth="1.6" />
          <path d="M16 4h12" strokeWidth="3" />
          <path d="M32 4h14" strokeWidth="5" />
        </>
      ),
    },
    {
      width: 26,
      text: t('topology.legend.tcp'),
      line: <path d="M0 4h26" strokeWidth="1.8" strokeDasharray="9 4" />,
    },
    {
      width: 28,
      text: t('topology.legend.outside'),
      line: <path d="M0 4h28" strokeWidth="1.8" strokeDasharray="2 4" />,
    },
  ];
  const locks: [MtlsState, string][] = [
    ['mesh', t('topology.legend.mtls')],
    ['opaque', t('topology.legend.ownTls')],
    ['none', t('topology.legend.noMtls')],
  ];
  return (
    <div className={styles.row}>
      <span className={styles.head}>{t('topology.legend.calls')}</span>
      {strokes.map(({ width, text, line }) => (
        <span key={text} className={styles.item}>
          <svg width={width} height="8" aria-hidden className={styles.lines}>
            {line}
          </svg>
          {text}
        </span>
      ))}
      {locks.map(([state, text]) => (
        <span key={state} className={styles.item}>
          <Lock state={state} size={11} /> {text}
        </span>
      ))}
    </div>
  );
}
