import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock/Clock';
import type { ObjectStore } from '../objects/ObjectStore';
import type { RequestFeed } from '../simulation/observed';
import type { Authorizer, UserInfo } from './authorization';

/**
 * A request for an aggregated API group, as the API server hands it on: the caller is known and the API server's own authorization (by the
 * URL, with `/watch/` as the verb) has let it through.
 */
export interface AggregatedCall {
  request: IncomingMessage;
  response: ServerResponse;
  user: UserInfo;
  /** Without the query, percent-encoding left in. */
  path: string;
  query: URLSearchParams;
}

/** Answers the requests of one API group. */
export type AggregatedHandler = (call: AggregatedCall) => void | Promise<void>;

/** What a handler of an aggregated group may look at. */
export interface AggregatedContext {
  store: ObjectStore;
  clock: Clock;
  authorizer: Authorizer;
  feed: RequestFeed;
  /**
   * How the network treats the pod's address now: a pod that is `unreachable` refuses at once, one that `hangs` never answers. Both are Running
   * for the API.
   */
  reachability(podUid: string): 'reachable' | 'unreachable' | 'hangs';
}
