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
  RemixiconComponentType,
} from '@remixicon/react';
import { ReactNode, memo, useState } from 'react';
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
        <CornerButton
          className={styles.more}
          label={t('topology.legend.calls')}
          icon={calls ? RiArrowDownSLine : RiArrowUpSLine}
          expanded={calls}
          onClick={() => setCallsShown(!calls)}
        />
      )}
      <CornerButton
        className={styles.fold}
        label={t('topology.legend.hide')}
        icon={RiCloseLine}
        onClick={toggle}
      />
    </section>
  );
});

function CornerButton(props: {
  className: string;
  label: string;
  icon: RemixiconComponentType;
  /** Whether it shows something, where it does. */
  expanded?: boolean;
  onClick(): void;
}) {
  const { className, label, icon: Icon, expanded, onClick } = props;
  return (
    <button
      type="button"
      className={className}
      aria-expanded={expanded}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <Icon size={13} aria-hidden />
    </button>
  );
}

/** One line of the legend: marks, and what each means. */
function Row(props: {
  head: string;
  items: { mark: ReactNode; text: string }[];
}) {
  const { head, items } = props;
  return (
    <div className={styles.row}>
      <span className={styles.head}>{head}</span>
      {items.map(({ mark, text }) => (
        <span key={text} className={styles.item}>
          {mark} {text}
        </span>
      ))}
    </div>
  );
}

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
    <Row
      head={withMarks ? t('graph.legend.mark') : t('topology.legend.health')}
      items={shapes.map(([state, text]) => ({
        mark: <HealthShape state={state} size={11} />,
        text,
      }))}
    />
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
    <Row
      head={t('topology.legend.calls')}
      items={[
        ...strokes.map(({ width, text, line }) => ({
          mark: (
            <svg width={width} height="8" aria-hidden className={styles.lines}>
              {line}
            </svg>
          ),
          text,
        })),
        ...locks.map(([state, text]) => ({
          mark: <Lock state={state} size={11} />,
          text,
        })),
      ]}
    />
  );
}
