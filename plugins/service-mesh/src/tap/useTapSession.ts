import { useEffect, useState, useSyncExternalStore } from 'react';
import { TapSession, TapSnapshot } from './TapSession';

/** A tap that nobody can see for this long stops by itself, in milliseconds. */
export const HIDDEN_LIMIT_MS = 5 * 60_000;

/** A tap session of this screen; the stream is closed when the screen goes away, and when it is hidden for long. */
export function useTapSession(): [TapSession, TapSnapshot] {
  const [session] = useState(() => new TapSession());
  const snapshot = useSyncExternalStore(session.subscribe, session.getSnapshot);
  useEffect(() => () => session.dispose(), [session]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watch = () => {
      clearTimeout(timer);
      if (document.hidden) {
        timer = setTimeout(() => session.stop('hidden'), HIDDEN_LIMIT_MS);
      }
    };
    document.addEventListener('visibilitychange', watch);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', watch);
    };
  }, [session]);
  return [session, snapshot];
}
