import {
  ExplainedNumber,
  RequestCounts,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Fragment, useEffect, useRef } from 'react';
import { CloseButton, ExplainRequest } from '../components';
import { NumberFormats, formatDuration } from '../format';
import { useNumbers, useTranslate } from '../hooks';
import { reasonOf } from '../states';
import { MeshRoot } from '../theme';
import { GroupCalls } from './GroupCalls';
import { Measured } from './Measured';
import { ExplainPage, useExplained } from './useExplained';
import styles from './Explanation.module.css';

/** Both ends of a call count these, and not the same. */
const TWO_SIDED: readonly ExplainedNumber[] = [
  'requests',
  'success',
  'failures',
  'latency',
];

type Counts = Pick<RequestCounts, 'successes' | 'failures'>;

/** How a number came to be: its query, source, window and time, and what it leaves out. */
export function Explanation(props: {
  page: ExplainPage;
  window: string;
  request: ExplainRequest;
  onClose(): void;
}) {
  const { page, window, request, onClose } = props;
  const { number, subject, alike, steps, derived, group } = request;
  const asShown = !derived && !steps;
  const t = useTranslate();
  const ref = useRef<HTMLDivElement>(null);
  // the popover gives the focus back to the number when it closes
  useEffect(() => ref.current?.focus(), []);
  const { found, error } = useExplained(page, window, request);
  const title = `${t(`explain.numbers.${derived ?? number}`)} · ${t(
    `explain.subjects.${group ? 'group' : subject}`,
  )}`;
  return (
    <MeshRoot
      ref={ref}
      role="dialog"
      aria-label={title}
      tabIndex={-1}
      className={styles.explanation}
    >
      <div className={styles.title}>
        <h3>{title}</h3>
        <CloseButton onPress={onClose} />
      </div>
      {!found && (
        <p role="status">{error ? reasonOf(error) : t('explain.loading')}</p>
      )}
      {found?.length === 0 && <p>{t('explain.none')}</p>}
      {found?.map(({ measured, explanation }, place) => (
        <Fragment key={measured.cluster}>
          {found.length > 1 && (
            <h4 className={styles.head}>
              {t('explain.inCluster', { cluster: measured.cluster })}
            </h4>
          )}
          {alike && <p>{t('explain.alike', alike)}</p>}
          {derived && <p>{t(`explain.derived.${derived}`)}</p>}
          <p>{explanation.formula}</p>
          {place === 0 && asShown && <Counted request={request} />}
          {place === 0 && group && <GroupCalls calls={group.calls} />}
          {steps && (
            <p>
              {t('explain.steps', {
                count: steps.count,
                duration: formatDuration(steps.seconds * 1000, t),
              })}
            </p>
          )}
          {explanation.counts && (
            <p>{t(`explain.counts.${explanation.counts}`)}</p>
          )}
          {asShown &&
            !group &&
            subject !== 'pod' &&
            TWO_SIDED.includes(number) && (
              <p>{t(`explain.sides.${subject}`)}</p>
            )}
          <Measured measured={measured} explanation={explanation} />
        </Fragment>
      ))}
    </MeshRoot>
  );
}

/** What was counted, beside the formula that made one number of it. */
function Counted({ request }: { request: ExplainRequest }) {
  const { number, stats } = request;
  const t = useTranslate();
  const n = useNumbers();
  if (!stats || (number !== 'success' && number !== 'failures')) {
    return null;
  }
  const written = ({ successes, failures }: Counts) => ({
    successes: wholeCount(successes, n),
    failures: wholeCount(failures, n),
  });
  const { counts, calls } = stats;
  return (
    <>
      {counts && <p>{t('explain.counted.attempts', written(counts))}</p>}
      {calls && <p>{t('explain.counted.calls', written(calls))}</p>}
    </>
  );
}

/** A counter's growth is read between two samples, so that little of it is a part of one. */
function wholeCount(count: number, n: NumberFormats): string {
  return count > 0 && count < 0.5 ? '< 1' : n.count(count);
}
