import { CalledService, parseAuthority } from '../serviceNames';
import { durationMs, fieldsOf, listOf, quantityOf, textOf } from './fields';
import { nameOf, ObjectName } from './ObjectRef';

/**
 * One route of a ServiceProfile.
 *
 * @internal
 */
export interface ProfileRoute {
  name: string;
  timeoutMs?: number;
  retryable: boolean;
}

/**
 * A ServiceProfile: the routes of a Service, and the Services that take its calls.
 *
 * @internal
 */
export interface ProfileObject extends ObjectName {
  service: CalledService;
  routes: readonly ProfileRoute[];
  overrides: readonly (CalledService & { weight: number })[];
}

/** @internal */
export function readProfile(object: unknown): ProfileObject | undefined {
  const name = nameOf(object);
  const service = parseAuthority(name?.name);
  if (!name || !service) {
    return undefined;
  }
  const { routes, dstOverrides } = fieldsOf(fieldsOf(object).spec);
  return {
    ...name,
    service,
    routes: listOf(routes).flatMap(route => readProfileRoute(route) ?? []),
    overrides: listOf(dstOverrides).flatMap(override => {
      const { authority, weight } = fieldsOf(override);
      const leaf = parseAuthority(textOf(authority));
      const share = quantityOf(weight);
      return leaf && share !== undefined ? [{ ...leaf, weight: share }] : [];
    }),
  };
}

function readProfileRoute(value: unknown): ProfileRoute | undefined {
  const { name, timeout, isRetryable } = fieldsOf(value);
  const text = textOf(name);
  const timeoutMs = durationMs(timeout);
  return text
    ? {
        name: text,
        ...(timeoutMs !== undefined && { timeoutMs }),
        retryable: isRetryable === true,
      }
    : undefined;
}
