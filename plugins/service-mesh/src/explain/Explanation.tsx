import {
  ExplainedNumber,
  NumberExplanation,
  RequestCounts,
  formatWindow,
} from '@backstage-mesh/plugin-service-mesh-common';
import { useEffect, useRef } from 'react';
import { CloseButton, CopyButton, ExplainRequest } from '../components';
import { NumberFormats, formatDuration, formatTime } from '../format';
import { Page, useNumbers, usePoll, useTranslate } from '../hooks';
import { reasonOf } from '../states';
import { MeshRoot } from '../theme';
import styles from './Explanation.module.css';

/** How often an open explanation is asked for again, in milliseconds: only its time of measurement changes. */
const INTERVAL = 60_000;

/** Both ends of a call count these, and not the same. */
const TWO_SIDED: readonly ExplainedNumber[] = [
  'requests',
  'success',
  'failures',
  'latency',
];

type Counts = Pick<RequestCounts, 'successes' | 'failures'>;

/** Where numbers are shown; pages of no entity can explain the numbers of those that have one. */
export type ExplainPage = Pick<Page, 'api' | 'end'> & { entityRef?: string };

/** How a number came to be: its query, source, window and time, and what it leaves out. */
export function Explanation(props: {
  page: ExplainPage;
  window: string;
  request: ExplainRequest;
  onClose(): void;
}) {
  const { page, window, request, onClose } = props;
  const { api, end } = page;
  const { number, subject, workloadId, alike, steps, derived } = request;
  const asShown = !derived && !steps;
  const t = useTranslate();
  const ref = useRef<HTMLDivElement>(null);
  // the popover gives the focus back to the number when it closes
  useEffect(() => ref.current?.focus(), []);
  const entityRef = request.entityRef ?? page.entityRef ?? '';
  const length = steps ? formatWindow(steps.seconds) : window;
  const { data, error } = usePoll(
    api,
    `explain ${entityRef} ${length} ${end}`,
    signal => api.getExplanation(entityRef, { window: length, end, signal }),
    INTERVAL,
  );
  const workload = data?.workloads.find(({ id }) => id === workloadId);
  const found = workload?.numbers.find(
    each => each.number === number && each.subject === subject,
  );
  let body = (
    <p role="status">{error ? reasonOf(error) : t('explain.loading')}</p>
  );
  if (data && (!workload || !found)) {
    body = <p>{t('explain.none')}</p>;
  } else if (workload && found) {
    const facts = [
      [
        t('explain.source'),
        [t(`sources.${workload.source}`), workload.sourceDescription]
          .filter(Boolean)
          .join(' · '),
      ],
      [
        t('explain.window'),
        t('explain.windowOf', {
          duration: formatDuration(workload.windowSeconds * 1000, t),
          scrapes: workload.scrapeIntervalSeconds
            ? t('explain.scrapes', {
                duration: formatDuration(
                  workload.scrapeIntervalSeconds * 1000,
                  t,
                ),
              })
            : '',
        }),
      ],
      [
        t('explain.measuredAt'),
        workload.measuredAt
          ? formatTime(Date.parse(workload.measuredAt))
          : t('age.never'),
      ],
    ];
    body = (
      <>
        {alike && <p>{t('explain.alike', alike)}</p>}
        {derived && <p>{t(`explain.derived.${derived}`)}</p>}
        <p>{found.formula}</p>
        {asShown && <Counted request={request} />}
        {steps && (
          <p>
            {t('explain.steps', {
              count: steps.count,
              duration: formatDuration(steps.seconds * 1000, t),
            })}
          </p>
        )}
        {found.counts && <p>{t(`explain.counts.${found.counts}`)}</p>}
        {asShown && subject !== 'pod' && TWO_SIDED.includes(number) && (
          <p>{t(`explain.sides.${subject}`)}</p>
        )}
        <dl className={styles.facts}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <Queries explanation={found} />
        {found.leftOut.length > 0 && (
          <>
            <h4 className={styles.head}>{t('explain.leftOut')}</h4>
            <ul className={styles.list}>
              {found.leftOut.map(sentence => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </>
        )}
      </>
    );
  }
  const title = `${t(`explain.numbers.${derived ?? number}`)} · ${t(
    `explain.subjects.${subject}`,
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
      {body}
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

function Queries({ explanation }: { explanation: NumberExplanation }) {
  const t = useTranslate();
  const { queries } = explanation;
  if (queries.length === 0) {
    return null;
  }
  return (
    <div className={styles.code}>
      <pre>{queries.join('\n\n')}</pre>
      <CopyButton text={queries.join('\n')} label={t('explain.copy')} />
    </div>
  );
}
