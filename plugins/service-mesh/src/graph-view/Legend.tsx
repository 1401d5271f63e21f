import { RiCloseLine, RiQuestionLine } from '@remixicon/react';
import type { HealthThresholds } from '@backstage-mesh/plugin-service-mesh-common';
import { useState } from 'react';
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
export function Legend(props: {
  thresholds: HealthThresholds;
  /** Folded where there is little room, until a person opens it. */
  folded: boolean;
  /** Groups show their workloads as marks. */
  withMarks: boolean;
}) {
  const { thresholds, folded, withMarks } = props;
  const t = useTranslate();
  const [choice, setChoice] = useState(remembered);
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
      <div className={styles.row}>
        <span className={styles.head}>
          {withMarks ? t('graph.legend.mark') : t('topology.legend.health')}
        </span>
        <span className={styles.item}>
          <HealthShape state="healthy" size={11} />{' '}
          {t('topology.legend.healthy')}
        </span>
        <span className={styles.item}>
          <HealthShape state="degraded" size={11} />{' '}
          {t('topology.legend.degraded', {
            percent: String(thresholds.healthy),
          })}
        </span>
        <span className={styles.item}>
          <HealthShape state="failing" size={11} />{' '}
          {t('topology.legend.failing', {
            percent: String(thresholds.degraded),
          })}
        </span>
        <span className={styles.item}>
          <HealthShape state="failing-because" size={11} />{' '}
          {t('graph.legend.because')}
        </span>
        <span className={styles.item}>
          <HealthShape state="tcp-only" size={11} />{' '}
          {t('topology.legend.tcpOnly')}
        </span>
        <span className={styles.item}>
          <HealthShape state="no-traffic" size={11} />{' '}
          {t('topology.legend.noTraffic')}
        </span>
        <span className={styles.item}>
          <HealthShape state="not-measured" size={11} />{' '}
          {t('topology.legend.notMeasured')}
        </span>
      </div>
      <div className={styles.row}>
        <span className={styles.head}>{t('topology.legend.calls')}</span>
        <span className={styles.item}>
          <svg width="46" height="8" aria-hidden className={styles.lines}>
            <path d="M0 4h12" strokeWidth="1.6" />
            <path d="M16 4h12" strokeWidth="3" />
            <path d="M32 4h14" strokeWidth="5" />
          </svg>
          {t('topology.legend.rates')}
        </span>
        <span className={styles.item}>
          <svg width="26" height="8" aria-hidden className={styles.lines}>
            <path d="M0 4h26" strokeWidth="1.8" strokeDasharray="9 4" />
          </svg>
          {t('topology.legend.tcp')}
        </span>
        <span className={styles.item}>
          <svg width="28" height="8" aria-hidden className={styles.lines}>
            <path d="M0 4h28" strokeWidth="1.8" strokeDasharray="2 4" />
          </svg>
          {t('topology.legend.outside')}
        </span>
        <span className={styles.item}>
          <Lock state="mesh" size={11} /> {t('topology.legend.mtls')}
        </span>
        <span className={styles.item}>
          <Lock state="opaque" size={11} /> {t('topology.legend.ownTls')}
        </span>
        <span className={styles.item}>
          <Lock state="none" size={11} /> {t('topology.legend.noMtls')}
        </span>
      </div>
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
}
