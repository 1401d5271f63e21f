import { useEffect, useState, useSyncExternalStore } from 'react';
import { TapSession, TapSnapshot } from './TapSession';

/** A tap session of this screen; the stream is closed when the screen goes away. */
export function useTapSession(): [TapSession, TapSnapshot] {
  const [session] = useState(() => new TapSession());
  const snapshot = useSyncExternalStore(session.subscribe, session.getSnapshot);
  useEffect(() => () => session.dispose(), [session]);
  return [session, snapshot];
}
