import { serviceKey } from '../serviceNames';
import {
  durationMs,
  fieldsOf,
  listOf,
  numberOf,
  textMapOf,
  textOf,
} from './fields';
import { nameOf, ObjectName, ObjectRef, refOf } from './ObjectRef';

/** @internal */
export const GATEWAY_GROUP = 'gateway.networking.k8s.io';

const TIMEOUT_ANNOTATION = 'timeout.linkerd.io/request';
const RETRY_ANNOTATIONS = ['retry.linkerd.io/http', 'retry.linkerd.io/grpc'];

/**
 * A Service that a rule of a route sends calls to.
 *
 * @internal
 */
export interface RouteBackend extends ObjectName {
  port?: number;
  weight: number;
}

/**
 * An HTTPRoute or GRPCRoute, of the Gateway API or of Linkerd, as far as it says who gets the calls, for how long and how often.
 *
 * @internal
 */
export interface RouteObject extends ObjectName {
  group: string;
  kind: 'HTTPRoute' | 'GRPCRoute';
  /** Services and Servers that it is attached to. */
  parents: readonly ObjectRef[];
  /** Of each rule; empty where the calls of the rule stay with the parent. */
  backends: readonly (readonly RouteBackend[])[];
  /** Where all rules have the same. */
  timeoutMs?: number;
  /** Undefined where the route does not say it: its Service may. */
  retryable?: true;
}

/** @internal */
export function readRoute(
  object: unknown,
  { group, kind }: Pick<RouteObject, 'group' | 'kind'>,
): RouteObject | undefined {
  const name = nameOf(object);
  if (!name) {
    return undefined;
  }
  const { metadata, spec } = fieldsOf(object);
  const annotations = textMapOf(fieldsOf(metadata).annotations);
  const { parentRefs, rules: ruleList } = fieldsOf(spec);
  const rules = listOf(ruleList).map(fieldsOf);
  const timeoutMs =
    durationMs(annotations[TIMEOUT_ANNOTATION]) ??
    common(rules.map(rule => durationMs(fieldsOf(rule.timeouts).request)));
  return {
    ...name,
    group,
    kind,
    parents: listOf(parentRefs).flatMap(
      parent =>
        refOf(parent, {
          namespace: name.namespace,
          group: GATEWAY_GROUP,
          kind: 'Gateway',
        }) ?? [],
    ),
    backends: rules.map(rule =>
      listOf(rule.backendRefs).flatMap(
        backend => readBackend(backend, name.namespace) ?? [],
      ),
    ),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(RETRY_ANNOTATIONS.some(key => textOf(annotations[key])) && {
      retryable: true,
    }),
  };
}

/**
 * The share of the calls that each Service is to get, by `serviceKey`; undefined where the rules of the route differ, as the numbers do
 * not tell the rules apart.
 *
 * @internal
 */
export function routeShares(
  { backends }: RouteObject,
  parent: ObjectName,
): ReadonlyMap<string, number> | undefined {
  const shares = backends.map(rule =>
    sharesOf(rule.length > 0 ? rule : [{ ...parent, weight: 1 }]),
  );
  const [first] = shares;
  return first &&
    shares.every(
      other =>
        other.size === first.size &&
        [...first].every(([key, share]) => other.get(key) === share),
    )
    ? first
    : undefined;
}

/**
 * Weights as shares of their sum.
 *
 * @internal
 */
export function sharesOf(
  backends: readonly (ObjectName & { weight: number })[],
): ReadonlyMap<string, number> {
  const total = backends.reduce((sum, { weight }) => sum + weight, 0);
  const shares = new Map<string, number>();
  for (const backend of backends) {
    const key = serviceKey(backend);
    const share = total > 0 ? backend.weight / total : 0;
    shares.set(key, (shares.get(key) ?? 0) + share);
  }
  return shares;
}

function readBackend(
  value: unknown,
  namespace: string,
): RouteBackend | undefined {
  const ref = refOf(value, { namespace, kind: 'Service' });
  if (!ref || ref.kind !== 'Service' || ref.group !== '') {
    return undefined;
  }
  const { port, weight } = fieldsOf(value);
  const number = numberOf(port);
  return {
    namespace: ref.namespace,
    name: ref.name,
    ...(number !== undefined && { port: number }),
    weight: Math.max(0, numberOf(weight) ?? 1),
  };
}

function common(values: readonly (number | undefined)[]): number | undefined {
  return values.every(value => value === values[0]) ? values[0] : undefined;
}
