import { RiArrowRightSLine } from '@remixicon/react';
import {
  HealthShape,
  MetricNumber,
  OriginPill,
  successTone,
} from '../components';
import { GraphGroup, MAX_MARKS } from '../graph';
import { judgedSuccess, useThresholds } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import { HealthMarks } from './HealthMarks';
import type { LevelOfDetail } from './NodeCard';
import styles from './GroupCard.module.css';

/** A closed group: its numbers are those of the calls over its border, its shape that of its worst member, its marks its members. */
export function GroupCard(props: { group: GraphGroup; level: LevelOfDetail }) {
  const { group, level } = props;
  const { members, state, title } = group;
  const t = useTranslate();
  const n = useNumbers();
  const rest = members.length - MAX_MARKS;
  return (
    <>
      <span className={styles.back} aria-hidden />
      <span className={styles.card} data-health={state} data-level={level}>
        {members.some(({ likelyOrigin }) => likelyOrigin) && (
          <span className={styles.pill}>
            <OriginPill />
          </span>
        )}
        <span className={styles.head}>
          <RiArrowRightSLine size={16} aria-hidden className={styles.chevron} />
          <span className={styles.title} title={title}>
            {title}
          </span>
          <HealthShape state={state} size={level === 'full' ? 14 : 20} />
        </span>
        <GroupNumbers group={group} />
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

/** `success · rate · workloads`; a group that nobody calls from outside says what it calls. */
export function GroupNumbers({ group }: { group: GraphGroup }) {
  const { members, traffic } = group;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const called = (traffic.inbound.requestsPerSecond ?? 0) > 0;
  const stats = called ? traffic.inbound : traffic.outbound;
  const success = n.success(stats.successRate, stats.counts?.failures);
  return (
    <span className={styles.numbers}>
      <MetricNumber
        text={called ? success : n.success(undefined)}
        tone={successTone(
          called ? judgedSuccess(stats) : undefined,
          thresholds,
        )}
        reason={t('unknown.success')}
        strong={false}
      />
      <span>
        {called || !stats.requestsPerSecond
          ? n.rps(traffic.inbound.requestsPerSecond)
          : t('topology.node.callsOut', {
              rate: n.rps(stats.requestsPerSecond),
            })}
      </span>
      <span>{n.count(members.length)}</span>
    </span>
  );
}
