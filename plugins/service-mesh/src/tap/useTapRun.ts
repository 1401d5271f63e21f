import type {
  EntityWorkload,
  TapQuery,
} from '@backstage-mesh/plugin-service-mesh-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { workloadParameter } from '../address';
import type { Page } from '../hooks';
import { HEAVY_RPS } from './tapAddress';
import type { TapSession, TapSnapshot } from './TapSession';
import type { Surroundings } from './useSurroundings';
import { useTapSession } from './useTapSession';

/** A tap of this screen, and how it is started. */
export interface TapRun {
  session: TapSession;
  snapshot: TapSnapshot;
  running: boolean;
  /** It waits for a word, because it would catch much traffic. */
  heavy: boolean;
  /** Starts, whatever the traffic. */
  start(): void;
  /** Starts, or asks first where there is much traffic. */
  askedBefore(): void;
}

/**
 * Starts the tap of a target with a question, and again where the question changes while it runs. An address with `start=true`
 * starts it at once: it comes from a row action elsewhere.
 */
export function useTapRun(
  page: Page,
  target: EntityWorkload,
  query: TapQuery,
  surroundings: Surroundings,
): TapRun {
  const { api, entityRef, url } = page;
  const [session, snapshot] = useTapSession();
  const [heavy, setHeavy] = useState(false);
  const running = snapshot.phase === 'starting' || snapshot.phase === 'live';
  const question = JSON.stringify([workloadParameter(target), query]);
  const asked = useRef<string>();
  const { cluster, namespace, kind, name } = target;

  const start = useCallback(() => {
    asked.current = question;
    setHeavy(false);
    session.start((handlers, signal) =>
      api.tap(
        entityRef,
        { cluster, namespace, kind, name },
        query,
        handlers,
        signal,
      ),
    );
  }, [
    session,
    api,
    entityRef,
    question,
    query,
    cluster,
    namespace,
    kind,
    name,
  ]);

  const { expectedRps, ready } = surroundings;
  const narrowed = Boolean(query.max_rps || query.method || query.path);
  const isHeavy = !narrowed && (expectedRps ?? 0) > HEAVY_RPS;
  const askedBefore = useCallback(() => {
    if (isHeavy) {
      setHeavy(true);
    } else {
      start();
    }
  }, [isHeavy, start]);

  const wanted = url.get('start') === 'true';
  const answered = useRef(false);
  useEffect(() => {
    if (wanted && ready && !answered.current) {
      answered.current = true;
      url.set({ start: undefined });
      if (target.tap.allowed) {
        askedBefore();
      }
    } else if (running && asked.current !== question) {
      // another question to the mesh is another tap
      start();
    }
    if (!wanted) {
      answered.current = false;
    }
  }, [
    wanted,
    ready,
    running,
    question,
    target.tap.allowed,
    start,
    askedBefore,
    url,
  ]);

  return { session, snapshot, running, heavy, start, askedBefore };
}
