import { MetricNumber, successTone } from '../components';
import type { NodeView } from '../graph';
import type { PartComparison } from '../graph/partComparison';
import {
  latencyDeltaText,
  relativeDeltaText,
  successDeltaText,
} from '../names/deltas';
import { useWords } from './Words';
import styles from './ComparedLines.module.css';

/** The numbers of a card that compares two moments: those of the second one, what they differ by, and what they were. */
export function ComparedLines(props: {
  view: NodeView;
  compared: PartComparison;
}) {
  const { view, compared } = props;
  const { delta, before } = compared;
  const { traffic } = delta;
  const { stats } = view.graphNode.node;
  const { t, n, thresholds } = useWords();
  if (delta.presence === 'gone') {
    return (
      <span className={styles.note}>
        {before?.requestsPerSecond
          ? t('timeTravel.was', { value: n.rps(before.requestsPerSecond) })
          : t('timeTravel.gone')}
      </span>
    );
  }
  if (delta.outcome === 'same') {
    return <span className={styles.note}>{t('timeTravel.unchanged')}</span>;
  }
  if (delta.outcome === 'unknown') {
    return <span className={styles.note}>{t('timeTravel.notCompared')}</span>;
  }
  const { successRate, requestsPerSecond, latency } = traffic;
  const success = successDeltaText(successRate, t, n);
  const rate = relativeDeltaText(requestsPerSecond, n.rps, t, n);
  const slower = latencyDeltaText(latency, t, n);
  if (successRate.after === undefined) {
    const { tcp } = stats;
    return (
      <span className={styles.last}>
        <span>
          {tcp?.openConnections !== undefined
            ? t('topology.node.conn', { amount: n.count(tcp.openConnections) })
            : n.rps(stats.requestsPerSecond)}
        </span>
        {tcp && (
          <span>
            {n.bytesPerSecond(
              (tcp.readBytesPerSecond ?? 0) + (tcp.writeBytesPerSecond ?? 0),
            )}
          </span>
        )}
      </span>
    );
  }
  const failures = (stats.calls ?? stats.counts)?.failures;
  const text = (
    <MetricNumber
      text={n.success(successRate.after, failures)}
      tone={successTone(successRate.after, thresholds)}
      strong
    />
  );
  if (view.compact) {
    return (
      <span className={styles.last}>
        {text}
        {success && <Delta {...success} />}
      </span>
    );
  }
  return (
    <>
      <span className={styles.main}>
        <span className={styles.big}>{text}</span>
        {success ? (
          <Delta {...success} />
        ) : (
          rate && <Delta {...rate} tone="plain" />
        )}
      </span>
      <span className={styles.last}>
        <span>{wasText()}</span>
        {slower && slower.tone !== 'plain' && <Delta {...slower} plain />}
      </span>
    </>
  );

  function wasText(): string {
    if (delta.presence === 'new' || !before) {
      return n.rps(stats.requestsPerSecond);
    }
    return t('timeTravel.was', {
      value:
        success || !rate
          ? n.success(
              successRate.before,
              (before.calls ?? before.counts)?.failures,
            )
          : n.rps(requestsPerSecond.before),
    });
  }
}

function Delta(props: {
  text: string;
  words: string;
  tone: 'worse' | 'better' | 'plain';
  plain?: boolean;
}) {
  const { text, words, tone, plain } = props;
  return (
    <span className={styles.delta} data-tone={tone} data-plain={plain}>
      <span aria-hidden>{text}</span>
      <span className={styles.words}>{words}</span>
    </span>
  );
}
