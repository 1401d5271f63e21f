import { MetricNumber, successTone } from '../components';
import type { NodeView } from '../graph';
import { addStats, hasRequestNumbers, judgedSuccess } from '../health';
import { quietText } from './quietText';
import { useWords } from './Words';
import styles from './NodeCard.module.css';

/** The numbers of a card: of requests, else of connections, else of what the node calls. */
export function NodeNumbers({ view }: { view: NodeView }) {
  const { graphNode, calls, compact } = view;
  const { node, health } = graphNode;
  const { t, n, thresholds } = useWords();
  const { stats } = node;
  const { tcp } = stats;

  if (hasRequestNumbers(stats) && !compact) {
    const tooFew = health.state === 'too-few';
    return (
      <>
        <span className={styles.main}>
          {tooFew ? (
            <span className={styles.words}>
              {t('topology.node.tooFew', {
                failures: n.count(health.failures),
                total: n.count(health.answered),
              })}
            </span>
          ) : (
            <span className={styles.big}>
              <MetricNumber
                text={n.success(stats.successRate, stats.counts?.failures)}
                tone={successTone(judgedSuccess(stats), thresholds)}
                reason={t('unknown.success')}
                strong
                name="success"
              />
            </span>
          )}
          <span className={styles.unit}>
            {tooFew ? t('topology.node.tooFewLabel') : t('units.success')}
          </span>
        </span>
        <span className={styles.last}>
          <Unit
            name="rate"
            text={n.rate(stats.requestsPerSecond)}
            unit={t('units.rps')}
          />
          {stats.deniedPerSecond ? (
            <span className={styles.denied}>
              {t('topology.node.deniedRate', {
                rate: n.perSecond(stats.deniedPerSecond),
              })}
            </span>
          ) : (
            <Unit
              name="latency"
              text={n.latency(stats.latencyMs?.p99 ?? stats.latencyMs?.mean)}
              unit={
                stats.latencyMs?.p99 === undefined &&
                stats.latencyMs?.mean !== undefined
                  ? t('units.mean')
                  : t('units.p99')
              }
            />
          )}
        </span>
      </>
    );
  }
  if (tcp?.openConnections !== undefined && health.judgedBy !== 'outbound') {
    const connections = n.count(tcp.openConnections);
    if (compact) {
      const bytes =
        (tcp.readBytesPerSecond ?? 0) + (tcp.writeBytesPerSecond ?? 0);
      return (
        <span className={styles.last}>
          <span>{t('topology.node.conn', { amount: connections })}</span>
          <span>{n.bytesPerSecond(bytes)}</span>
        </span>
      );
    }
    if (tcp.openConnections > 0 || tcp.readBytesPerSecond) {
      return (
        <>
          <span className={styles.main}>
            <span className={styles.big}>{connections}</span>
            <span className={styles.unit}>
              {t('topology.node.connections')}
            </span>
          </span>
          <span className={styles.last}>
            <span>↓ {n.bytesPerSecond(tcp.readBytesPerSecond)}</span>
            <span>↑ {n.bytesPerSecond(tcp.writeBytesPerSecond)}</span>
          </span>
        </>
      );
    }
  }
  if (calls.length > 0 && !compact) {
    const made = addStats(calls.map(({ edge }) => edge.stats));
    return (
      <>
        <span className={styles.main}>
          <span className={styles.words}>{t('topology.node.nobodyCalls')}</span>
        </span>
        <span className={styles.last}>
          <span className={styles.muted}>
            {t('topology.node.callsOut', {
              rate: made.requestsPerSecond
                ? n.rps(made.requestsPerSecond)
                : t('topology.node.conn', {
                    amount: n.count(made.tcp?.openConnections),
                  }),
            })}
          </span>
        </span>
      </>
    );
  }
  if (compact && stats.requestsPerSecond) {
    return (
      <span className={styles.last}>
        <Unit text={n.rate(stats.requestsPerSecond)} unit={t('units.rps')} />
      </span>
    );
  }
  return (
    <span className={compact ? styles.last : styles.main}>
      <span className={styles.muted}>{quietText(view, t, n)}</span>
    </span>
  );
}

function Unit(props: { text: string; unit: string; name?: string }) {
  const { text, unit, name } = props;
  const { t } = useWords();
  return (
    <span className={styles.value}>
      <MetricNumber text={text} reason={t('unknown.generic')} name={name} />
      <span className={styles.unit}> {unit}</span>
    </span>
  );
}
