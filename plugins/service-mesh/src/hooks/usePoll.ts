import { useMemo, useSyncExternalStore } from 'react';
import { Poll, PollState } from './Poll';

/** A poll's state with what a person may do to it. */
export interface PollControls<T> extends PollState<T> {
  refresh(): void;
  setPaused(paused: boolean): void;
}

/** Polls that keep their last answer after the last component that showed it went away. */
const KEPT = 12;

const pollsByOwner = new WeakMap<object, Map<string, Poll<unknown>>>();

/** One poll for all components that ask the same owner the same question. */
function sharedPoll<T>(
  owner: object,
  key: string,
  ask: (signal: AbortSignal) => Promise<T>,
  intervalMs: number,
): Poll<T> {
  let polls = pollsByOwner.get(owner);
  if (!polls) {
    polls = new Map();
    pollsByOwner.set(owner, polls);
  }
  const known = polls.get(key);
  const poll = (known ?? new Poll(ask, intervalMs)) as Poll<T>;
  polls.delete(key);
  polls.set(key, poll);
  if (polls.size > KEPT) {
    polls.delete(polls.keys().next().value as string);
  }
  return poll;
}

/**
 * Polls `ask` while mounted; components with the same owner and key share the requests and the answer.
 *
 * @param owner - the API object that is asked
 * @param key - names the question with all its parameters
 */
export function usePoll<T>(
  owner: object,
  key: string,
  ask: (signal: AbortSignal) => Promise<T>,
  intervalMs: number,
): PollControls<T> {
  // a look-up: the same owner and key give the same poll at each render
  const poll = sharedPoll(owner, key, ask, intervalMs);
  const state = useSyncExternalStore(poll.subscribe, poll.getState);
  return useMemo(
    () => ({ ...state, refresh: poll.refresh, setPaused: poll.setPaused }),
    [state, poll],
  );
}
