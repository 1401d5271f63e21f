import { formatDuration } from '../format';
import { useTranslate } from '../hooks';
import { reasonOf } from '../states';
import { TapSnapshot } from './TapSession';
import { HIDDEN_LIMIT_MS } from './useTapSession';

/** Why a tap ended, in a sentence; undefined where a person ended it, or it runs. */
export function useEndReason(snapshot: TapSnapshot): string | undefined {
  const { phase, end, error, stoppedBy } = snapshot;
  const t = useTranslate();
  if (phase !== 'ended' || stoppedBy === 'user') {
    return undefined;
  }
  if (stoppedBy === 'hidden') {
    return t('tap.notice.hidden', {
      duration: formatDuration(HIDDEN_LIMIT_MS, t),
    });
  }
  return error ? reasonOf(error) : end?.message;
}
