import { MeshPeer } from '@backstage-mesh/plugin-service-mesh-node';
import { Flow } from './Flow';
import { Edge, peerKey } from './EdgeTable';

type Labels = Readonly<Record<string, string>>;

/**
 * What a caller got from a Service, after retries.
 *
 * @internal
 */
export interface RetriedCalls {
  successes: number;
  failures: number;
  /** Of the failures: those that ran into a time limit. */
  timeouts: number;
  /** Whether anything was retried: where nothing was, attempts are calls, and say more. */
  retried: boolean;
}

/** Errors of calls that ran into a time limit of their route. @internal */
export const ROUTE_TIMEOUTS: readonly string[] = [
  'REQUEST_TIMEOUT',
  'RESPONSE_HEADERS_TIMEOUT',
  'RESPONSE_STREAM_TIMEOUT',
  'IDLE_TIMEOUT',
];

/** Those, and what it is called under a ServiceProfile. */
const TIMEOUTS = new Set([...ROUTE_TIMEOUTS, 'timeout']);

/** Errors of calls for which there was no endpoint to send them to. */
const UNREACHABLE = new Set(['FAIL_FAST', 'LOAD_SHED']);

/**
 * Whether a row of the route metrics counts calls that ran into a time limit.
 *
 * @internal
 */
export function isTimeout({ error = '' }: Labels): boolean {
  return TIMEOUTS.has(error);
}

/**
 * Whether a row of the route metrics counts calls that reached nobody: no proxy of a callee, and no counter of attempts, knows of them.
 *
 * @internal
 */
export function isUnreachable({ error = '' }: Labels): boolean {
  return UNREACHABLE.has(error);
}

/** Statuses of gRPC that count as failures, by their names; those of the metrics by number are the same. */
const GRPC_FAILURES = new Set([
  'UNKNOWN',
  'DEADLINE_EXCEEDED',
  'PERMISSION_DENIED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
]);

/** What a stream reports whose client went away: no failure of the callee. */
const CANCELLED = 'UNKNOWN';

/**
 * Whether a row of the route metrics counts failures.
 *
 * @internal
 */
export function isRouteFailure({
  http_status: http = '',
  grpc_status: grpc = '',
  error = '',
}: Labels): boolean {
  if (error !== '' && error !== CANCELLED) {
    return true;
  }
  return http.startsWith('5') || (error === '' && GRPC_FAILURES.has(grpc));
}

/**
 * The Service that a row is about: route metrics name it, those of ServiceProfiles write `name.namespace.svc.domain:port`.
 *
 * @internal
 */
export function calledService(labels: Labels): string | undefined {
  if (labels.parent_namespace && labels.parent_name) {
    return `${labels.parent_namespace}/${labels.parent_name}`;
  }
  const [, name, namespace] =
    /^([^.:]+)\.([^.:]+)\.svc\./.exec(labels.dst ?? '') ?? [];
  return name ? `${namespace}/${name}` : undefined;
}

/**
 * The key by which calls of a caller to a Service (`namespace/name`) are found.
 *
 * @internal
 */
export function callsKey(caller: MeshPeer, service: string): string {
  return `${peerKey(caller)}>${service}`;
}

/**
 * Gives edges what their callers got after retries, and how often they ran into a time limit. The mesh counts that by Service: what
 * callers got is known of an edge whose calls all go to one Service, none of whose calls go anywhere else; time limits of one whose
 * Services have nobody else behind them.
 *
 * @internal
 */
export function joinRetriedCalls(
  edges: readonly Edge[],
  calls: ReadonlyMap<string, RetriedCalls>,
  timeouts: ReadonlyMap<string, number>,
): void {
  const targets = new Map<string, Set<Edge>>();
  for (const edge of edges) {
    for (const service of activeServices(edge.flow)) {
      const key = callsKey(edge.source, service);
      targets.set(key, (targets.get(key) ?? new Set()).add(edge));
    }
  }
  for (const edge of edges) {
    const services = activeServices(edge.flow);
    const keys = services.map(service => callsKey(edge.source, service));
    const isAlone = keys.every(key => targets.get(key)?.size === 1);
    if (isAlone) {
      edge.timeouts = keys.reduce(
        (sum, key) => sum + (timeouts.get(key) ?? 0),
        0,
      );
    }
    const known = calls.get(keys[0]);
    if (
      known &&
      services.length === 1 &&
      isAlone &&
      // What a time limit ended has no answer: attempts do not tell it from other failures.
      (known.retried || known.timeouts > 0)
    ) {
      // A refusal looks like any other answer that is no failure.
      const successes = known.successes - edge.flow.get('denied');
      edge.calls = {
        successes: Math.max(0, successes),
        failures: known.failures,
        timeouts: known.timeouts,
      };
    }
  }
}

function activeServices({ services }: Flow): string[] {
  return [...services].flatMap(([service, requests]) =>
    requests > 0 ? [service] : [],
  );
}
