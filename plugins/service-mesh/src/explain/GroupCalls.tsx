import type { ExplainedGroup } from '../components';
import { useNumbers, useTranslate } from '../hooks';
import styles from './Explanation.module.css';

/** Calls that are named; the others are counted. */
const MOST = 8;

/** Which calls are added to the number of a group. */
export function GroupCalls({ calls }: Pick<ExplainedGroup, 'calls'>) {
  const t = useTranslate();
  const n = useNumbers();
  if (calls.length === 0) {
    return <p>{t('explain.group.none')}</p>;
  }
  return (
    <>
      <p>{t('explain.group.calls', { count: calls.length })}</p>
      <ul className={styles.list}>
        {calls
          .slice(0, MOST)
          .map(({ id, caller, callee, requestsPerSecond }) => (
            <li key={id}>
              {t('explain.group.call', { caller, callee })}
              {requestsPerSecond !== undefined &&
                ` · ${n.rps(requestsPerSecond)}`}
            </li>
          ))}
        {calls.length > MOST && (
          <li>
            {t('topology.panel.more', { amount: n.count(calls.length - MOST) })}
          </li>
        )}
      </ul>
    </>
  );
}
