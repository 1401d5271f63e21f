import { RiArrowRightSLine } from '@remixicon/react';
import {
  HealthShape,
  MetricNumber,
  OriginPill,
  successTone,
} from '../components';
import { GraphGroup, GraphNode, MAX_MARKS } from '../graph';
import { isUnchanged } from '../graph/partComparison';
import { judgedSuccess } from '../health';
import { ChangePill } from './ChangePill';
import { HealthMarks } from './HealthMarks';
import type { LevelOfDetail } from './NodeCard';
import { useWords } from './Words';
import styles from './GroupCard.module.css';

/** A closed group: its numbers are those of the calls over its border, its shape that of its worst member, its marks its members. */
export function GroupCard(props: { group: GraphGroup; level: LevelOfDetail }) {
  const { group, level } = props;
  const { members, state, title } = group;
  const { t, n } = useWords();
  const rest = members.length - MAX_MARKS;
  // between two moments
  const faded = members.every(({ compared }) => isUnchanged(compared));
  return (
    <>
      <span className={styles.back} aria-hidden />
      <span
        className={styles.card}
        data-health={state}
        data-level={level}
        data-faded={faded}
      >
        <span className={styles.pill}>
          <GroupPill members={members} />
        </span>
        <span className={styles.head}>
          <RiArrowRightSLine size={16} aria-hidden className={styles.chevron} />
          <span className={styles.title} title={title}>
            {title}
          </span>
          <HealthShape state={state} size={level === 'full' ? 14 : 20} />
        </span>
        <GroupNumbers group={group} level={level} />
        <HealthMarks states={members.map(({ health }) => health.state)} />
        {rest > 0 && (
          <span className={styles.rest}>
            {t('graph.group.rest', { amount: n.count(rest) })}
          </span>
        )}
      </span>
    </>
  );
}

/** What stands out among the members: a likely origin before what changed since a person looked last. */
function GroupPill({ members }: Pick<GraphGroup, 'members'>) {
  const { t } = useWords();
  const count = (of: GraphNode['change']) =>
    members.filter(({ change }) => change === of).length;
  if (members.some(({ likelyOrigin }) => likelyOrigin)) {
    return <OriginPill />;
  }
  const changed = members.filter(
    ({ compared }) => compared && !isUnchanged(compared),
  ).length;
  if (changed > 0) {
    return (
      <ChangePill
        change="new"
        text={t('graph.change.changed', { count: changed })}
      />
    );
  }
  const [worse, fresh] = [count('unhealthy'), count('new')];
  if (worse > 0) {
    return (
      <ChangePill
        change="unhealthy"
        text={t('graph.change.worse', { count: worse })}
      />
    );
  }
  return fresh > 0 ? (
    <ChangePill
      change="new"
      text={
        fresh === members.length
          ? undefined
          : t('graph.change.newWorkloads', { count: fresh })
      }
    />
  ) : null;
}

/** `success · rate · workloads`; a group that nobody calls from outside says what it calls. */
export function GroupNumbers(props: {
  group: GraphGroup;
  level: LevelOfDetail;
}) {
  const { group, level } = props;
  const { members, traffic } = group;
  const { t, n, thresholds } = useWords();
  const called = (traffic.inbound.requestsPerSecond ?? 0) > 0;
  const stats = called ? traffic.inbound : traffic.outbound;
  const success = n.success(stats.successRate, stats.counts?.failures);
  return (
    <span className={styles.numbers} data-level={level}>
      <MetricNumber
        text={called ? success : n.success(undefined)}
        tone={successTone(
          called ? judgedSuccess(stats) : undefined,
          thresholds,
        )}
        reason={t('unknown.success')}
        strong={false}
      />
      {level === 'full' && (
        <span>
          {called || !stats.requestsPerSecond
            ? n.rps(traffic.inbound.requestsPerSecond)
            : t('topology.node.callsOut', {
                rate: n.rps(stats.requestsPerSecond),
              })}
        </span>
      )}
      <span>{n.count(members.length)}</span>
    </span>
  );
}
