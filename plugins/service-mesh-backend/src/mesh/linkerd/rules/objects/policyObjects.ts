import { LabelSelector } from '@backstage-mesh/plugin-service-mesh-node';
import { parseLabelSelector } from '../../../../inventory';
import {
  fieldsOf,
  listOf,
  numberOf,
  textMapOf,
  textOf,
  textsOf,
} from './fields';
import { nameOf, ObjectName, ObjectRef, refOf } from './ObjectRef';

/** @internal */
export const POLICY_GROUP = 'policy.linkerd.io';

/**
 * A Server: a port of some pods, whose callers need an authorization.
 *
 * @internal
 */
export interface ServerObject extends ObjectName {
  labels: Readonly<Record<string, string>>;
  pods: LabelSelector;
  /** Number or name. */
  port: number | string;
  /** What holds for those whom no authorization admits; `deny` without it. */
  accessPolicy?: string;
}

/** @internal */
export function readServer(object: unknown): ServerObject | undefined {
  const name = nameOf(object);
  const { podSelector, port, accessPolicy } = fieldsOf(fieldsOf(object).spec);
  const pods = readSelector(podSelector);
  const at = numberOf(port) ?? textOf(port);
  const policy = textOf(accessPolicy);
  return name && pods && at !== undefined
    ? {
        ...name,
        labels: textMapOf(fieldsOf(fieldsOf(object).metadata).labels),
        pods,
        port: at,
        ...(policy && { accessPolicy: policy }),
      }
    : undefined;
}

/**
 * An AuthorizationPolicy: who passes all of its authentications may call its target.
 *
 * @internal
 */
export interface AuthorizationObject extends ObjectName {
  target: ObjectRef;
  authentications: readonly ObjectRef[];
}

/** @internal */
export function readAuthorization(
  object: unknown,
): AuthorizationObject | undefined {
  const name = nameOf(object);
  const { targetRef, requiredAuthenticationRefs } = fieldsOf(
    fieldsOf(object).spec,
  );
  const target = name && refOf(targetRef, { namespace: name.namespace });
  return name && target
    ? {
        ...name,
        target,
        authentications: listOf(requiredAuthenticationRefs).flatMap(
          ref => refOf(ref, { namespace: name.namespace }) ?? [],
        ),
      }
    : undefined;
}

/**
 * A MeshTLSAuthentication: certified clients.
 *
 * @internal
 */
export interface MeshTlsObject extends ObjectName {
  /** Whole ones, `*`, or `*.` and the end of them. */
  identities: readonly string[];
  /** ServiceAccounts and Namespaces. */
  identityRefs: readonly ObjectRef[];
}

/** @internal */
export function readMeshTls(object: unknown): MeshTlsObject | undefined {
  const name = nameOf(object);
  const { identities, identityRefs } = fieldsOf(fieldsOf(object).spec);
  return name
    ? {
        ...name,
        identities: textsOf(identities),
        identityRefs: listOf(identityRefs).flatMap(
          ref => refOf(ref, { namespace: name.namespace }) ?? [],
        ),
      }
    : undefined;
}

/**
 * A NetworkAuthentication: clients by address.
 *
 * @internal
 */
export interface NetworkObject extends ObjectName {
  networks: readonly { cidr: string; except: readonly string[] }[];
}

/** @internal */
export function readNetwork(object: unknown): NetworkObject | undefined {
  const name = nameOf(object);
  const { networks } = fieldsOf(fieldsOf(object).spec);
  return name ? { ...name, networks: readNetworks(networks) } : undefined;
}

/** @internal */
export function readNetworks(value: unknown): NetworkObject['networks'] {
  return listOf(value).flatMap(network => {
    const { cidr, except } = fieldsOf(network);
    const text = textOf(cidr);
    return text ? [{ cidr: text, except: textsOf(except) }] : [];
  });
}

const OPERATORS: Readonly<
  Record<string, (key: string, values: string[]) => string>
> = {
  In: (key, values) => `${key} in (${values.join(',')})`,
  NotIn: (key, values) => `${key} notin (${values.join(',')})`,
  Exists: key => key,
  DoesNotExist: key => `!${key}`,
};

/** Undefined where it can not be read: then it is not known what it means. An empty one means all. @internal */
export function readSelector(value: unknown): LabelSelector | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const { matchLabels, matchExpressions } = fieldsOf(value);
  const parts = Object.entries(textMapOf(matchLabels)).map(
    ([key, text]) => `${key}=${text}`,
  );
  for (const expression of listOf(matchExpressions)) {
    const { key, operator, values } = fieldsOf(expression);
    const write = OPERATORS[textOf(operator) ?? ''];
    if (!write) {
      return undefined;
    }
    parts.push(write(textOf(key) ?? '', textsOf(values)));
  }
  try {
    return parseLabelSelector(parts.join(','));
  } catch {
    return undefined;
  }
}
