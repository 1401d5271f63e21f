import type {
  ClusterInfo,
  Warning,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Button } from '@backstage/ui';
import { RiInformationLine, RiWifiOffLine } from '@remixicon/react';
import { CopyButton, HealthShape, Notice } from '../components';
import { formatDuration, formatTime } from '../format';
import { PollControls, useNow, useTranslate } from '../hooks';
import { reasonOf } from './AnswerState';
import { isInformation, ofCluster } from './answerWarnings';
import { NoticedAnswer, warningText } from './warningText';
import styles from './AnswerNotices.module.css';

/**
 * What is missing from, old in, or to be known about the numbers on screen. They stay on screen.
 *
 * @param props - `warnings`: those that are about what is on screen
 */
export function AnswerNotices(props: {
  poll: PollControls<NoticedAnswer>;
  warnings: readonly Warning[];
  clusters: readonly ClusterInfo[];
}) {
  const { poll, warnings, clusters } = props;
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
      <Warnings
        data={data}
        warnings={warnings}
        clusters={clusters}
        missing={missing.map(({ name }) => name)}
      />
    </div>
  );
}

function Warnings(props: {
  data: NoticedAnswer;
  warnings: readonly Warning[];
  clusters: readonly ClusterInfo[];
  missing: string[];
}) {
  const { data, warnings, clusters, missing } = props;
  const t = useTranslate();
  // a page that tells of its clusters elsewhere gives none
  const named =
    clusters.length > 0
      ? clusters
      : data.measurements.map(({ cluster }) => ({ name: cluster }));
  // each query of each cluster says the same: once is enough to know
  const shown = new Map(
    warnings
      .filter(({ cluster }) => !missing.includes(cluster ?? ''))
      .map(warning => [
        ofCluster(
          warningText(warning, data, named, t),
          warning.cluster,
          named,
          t,
        ),
        warning,
      ]),
  );
  return (
    <>
      {[...shown].map(([text, { code, reason, manifest }]) => (
        <Notice
          key={text}
          actions={
            manifest && (
              <CopyButton text={manifest} label={t('states.noMetrics.copy')} />
            )
          }
          tone={isInformation({ code }) ? 'quiet' : 'warn'}
          icon={
            isInformation({ code }) ? (
              <RiInformationLine size={16} />
            ) : (
              <HealthShape state="degraded" size={15} />
            )
          }
        >
          {text}
          {reason && ` (${reason})`}
        </Notice>
      ))}
    </>
  );
}

function MissingNotice(props: { cluster: ClusterInfo; others: string[] }) {
  const { cluster, others } = props;
  const t = useTranslate();
  const { reason = '', since } = cluster;
  return (
    <Notice tone="warn" icon={<HealthShape state="degraded" size={15} />}>
      <b>
        {t('states.partial.title', { cluster: cluster.title ?? cluster.name })}
      </b>{' '}
      {since
        ? t('states.partial.reasonSince', {
            // what a program said may end as a sentence does
            reason: reason.replace(/\.$/, ''),
            time: formatTime(Date.parse(since)),
          })
        : reason}{' '}
      {others.length > 0 &&
        t('states.partial.rest', { clusters: others.join(', ') })}
    </Notice>
  );
}

function StaleNotice(props: {
  poll: PollControls<NoticedAnswer>;
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
      duration: formatDuration(poll.nextAt - now, t),
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
