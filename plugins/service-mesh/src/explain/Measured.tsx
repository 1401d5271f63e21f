import type {
  ExplainedMeasurement,
  NumberExplanation,
} from '@backstage-mesh/plugin-service-mesh-common';
import { CopyButton } from '../components';
import { formatDuration, formatTime } from '../format';
import { useTranslate } from '../hooks';
import styles from './Explanation.module.css';

/** Where a number is from, of which time, by which queries, and what it leaves out. */
export function Measured(props: {
  measured: ExplainedMeasurement;
  explanation: NumberExplanation;
}) {
  const { measured, explanation } = props;
  const t = useTranslate();
  const facts = [
    [
      t('explain.source'),
      [t(`sources.${measured.source}`), measured.sourceDescription]
        .filter(Boolean)
        .join(' · '),
    ],
    [
      t('explain.window'),
      t('explain.windowOf', {
        duration: formatDuration(measured.windowSeconds * 1000, t),
        scrapes: measured.scrapeIntervalSeconds
          ? t('explain.scrapes', {
              duration: formatDuration(
                measured.scrapeIntervalSeconds * 1000,
                t,
              ),
            })
          : '',
      }),
    ],
    [
      t('explain.measuredAt'),
      measured.measuredAt
        ? formatTime(Date.parse(measured.measuredAt))
        : t('age.never'),
    ],
  ];
  return (
    <>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Queries explanation={explanation} />
      {explanation.leftOut.length > 0 && (
        <>
          <h4 className={styles.head}>{t('explain.leftOut')}</h4>
          <ul className={styles.list}>
            {explanation.leftOut.map(sentence => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
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
