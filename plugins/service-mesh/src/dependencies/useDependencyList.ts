import type { DependencyList } from '@backstage-mesh/plugin-service-mesh-common';
import { useEffect, useRef, useState } from 'react';
import type { ServiceMeshApi } from '../api';
import type { PollControls } from '../hooks';
import type { DependencyChoices } from './dependencyAddress';
import { LONGEST_PAGE } from './everyDependency';
import { useDependencies } from './useDependencies';

/** A person who types is asked for once, when the word is there. */
const SETTLE_MS = 300;

/**
 * A page of what is chosen. While another word or order is asked for, what was there of the same state stays.
 *
 * @param isShown - where nobody sees the list, the counts are all that is asked for
 */
export function useDependencyList(
  api: ServiceMeshApi,
  choices: DependencyChoices,
  isShown: boolean = true,
): PollControls<DependencyList> {
  const { state, order } = choices;
  const query = useSettled(choices.query);
  const poll = useDependencies(
    api,
    isShown ? { state, order, query, limit: LONGEST_PAGE } : { limit: 0 },
  );
  const held = useRef<{ state: string; data: DependencyList }>();
  useEffect(() => {
    if (poll.data && isShown) {
      held.current = { state, data: poll.data };
    }
  }, [poll.data, isShown, state]);
  return poll.data || held.current?.state !== state
    ? poll
    : { ...poll, data: held.current.data };
}

/** A text once nobody changes it any more. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
