import type {
  ClusterInfo,
  MeasuredAnswer,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Button } from '@backstage/ui';
import { RiInformationLine, RiWifiOffLine } from '@remixicon/react';
import { CopyButton, HealthShape, Notice } from '../components';
import { formatDuration, formatTime } from '../format';
import { PollControls, useNow, useTranslate } from '../hooks';
import { reasonOf } from './AnswerState';
import styles from './AnswerNotices.module.css';

/** Warnings that only explain a number, and are no loss. */
const INFORMATION = ['window-widened', 'window-filling'];

/** What is missing from, old in, or to be known about the numbers on screen. They stay on screen. */
export function AnswerNotices(props: {
  poll: PollControls<MeasuredAnswer>;
  clusters: readonly ClusterInfo[];
}) {
  const { poll, clusters } = props;
  const { data, error } = poll;
  if (!data) {
    return null;
  }
  const staleSince = data.measurements
    .map(({ staleSince: since }) => since)
    .filter(since => since !== undefined)
    .sort()[0];
  const missing = clusters.filter(({ state }) => state === 'unreachable');
  const others = clusters.filter(({ state }) => state === 'ready');
  return (
    <div className={styles.notices}>
      {(error || staleSince) && (
        <StaleNotice poll={poll} error={error} staleSince={staleSince} />
      )}
      {missing.map(cluster => (
        <MissingNotice
          key={cluster.name}
          cluster={cluster}
          others={others.map(({ name }) => name)}
        />
      ))}
      <Warnings data={data} missing={missing.map(({ name }) => name)} />
    </div>
  );
}

function Warnings(props: { data: MeasuredAnswer; missing: string[] }) {
  const { data, missing } = props;
  const t = useTranslate();
  const seen = new Set<string>();
  const warnings = data.warnings.filter(({ code, cluster, message }) => {
    // each query of each cluster says how long it measured: once is enough to know
    const about = INFORMATION.includes(code) ? code : message;
    const again = seen.has(about) || missing.includes(cluster ?? '');
    seen.add(about);
    return !again;
  });
  return (
    <>
      {warnings.map(({ code, message, reason, manifest }) => (
        <Notice
          key={message}
          actions={
            manifest && (
              <CopyButton text={manifest} label={t('states.noMetrics.copy')} />
            )
          }
          tone={INFORMATION.includes(code) ? 'quiet' : 'warn'}
          icon={
            INFORMATION.includes(code) ? (
              <RiInformationLine size={16} />
            ) : (
              <HealthShape state="degraded" size={15} />
            )
          }
        >
          {message}
          {reason && ` (${reason})`}
        </Notice>
      ))}
    </>
  );
}

function MissingNotice(props: { cluster: ClusterInfo; others: string[] }) {
  const { cluster, others } = props;
  const t = useTranslate();
  const since =
    cluster.since &&
    t('states.partial.since', { time: formatTime(Date.parse(cluster.since)) });
  return (
    <Notice tone="warn" icon={<HealthShape state="degraded" size={15} />}>
      <b>
        {t('states.partial.title', { cluster: cluster.title ?? cluster.name })}
      </b>{' '}
      {[cluster.reason, since].filter(Boolean).join(' ')}{' '}
      {others.length > 0 &&
        t('states.partial.rest', { clusters: others.join(', ') })}
    </Notice>
  );
}

function StaleNotice(props: {
  poll: PollControls<MeasuredAnswer>;
  error: Error | undefined;
  staleSince: string | undefined;
}) {
  const { poll, error, staleSince } = props;
  const t = useTranslate();
  const now = useNow();
  const stoppedAt = staleSince
    ? Date.parse(staleSince)
    : Date.parse(poll.data?.measuredAt ?? '') || poll.receivedAt;
  let next = '';
  if (poll.loading) {
    next = t('states.stale.now');
  } else if (poll.nextAt !== undefined) {
    next = t('states.stale.next', {
      duration: formatDuration(poll.nextAt - now),
    });
  }
  return (
    <Notice
      tone="quiet"
      icon={<RiWifiOffLine size={16} />}
      actions={
        <Button size="small" variant="secondary" onPress={poll.refresh}>
          {t('states.stale.again')}
        </Button>
      }
    >
      {stoppedAt
        ? t('states.stale.text', { time: formatTime(stoppedAt) })
        : t('states.stale.textUnknown')}{' '}
      {next} {error && reasonOf(error)}
    </Notice>
  );
}
