import type { InboundPolicy } from '../proxies/peers';
import type {
  CallModel,
  ExternalHost,
  OutcomeModel,
  RouteModel,
  ServiceModel,
} from './model';
import type { SimulatedPod } from './SimulatedPod';

/** One attempt of one request, its whole fate drawn. Times are milliseconds since it started. */
export interface Exchange {
  startedAt: number;
  client: SimulatedPod;
  /** Absent for a host outside. */
  server?: SimulatedPod;
  external?: ExternalHost;
  call: CallModel;
  /** The Service that was called. */
  service?: ServiceModel;
  /** The Service whose pod answers: another one where a route splits. */
  backend?: ServiceModel;
  /** So many pods the backend had to choose from. */
  endpoints?: number;
  /** Absent where the caller's path has no route at the server. */
  route: RouteModel;
  outcome: OutcomeModel;
  policy: InboundPolicy;
  /** The server's proxy let it in, refused it, or had no route for it. */
  admission: 'allowed' | 'denied' | 'no-route';
  /** When the head came; absent where none did. */
  headMs?: number;
  endMs: number;
  /** The client gave up: by its own will, or its proxy did at a deadline. */
  givenUp?: 'client' | 'deadline';
  isRetry: boolean;
  requestId: string;
}

const GRPC_FAILURES = new Set([2, 4, 7, 13, 14, 15]);

/** Whether a proxy counts it as failed. */
export function isFailure(outcome: OutcomeModel): boolean {
  if (outcome.breaks) {
    return true;
  }
  return outcome.grpcStatus === undefined
    ? outcome.status >= 500
    : GRPC_FAILURES.has(outcome.grpcStatus);
}
