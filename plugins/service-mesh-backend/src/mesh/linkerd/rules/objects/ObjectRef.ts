import { Fields, fieldsOf, textOf } from './fields';

/** @internal */
export interface ObjectName {
  namespace: string;
  name: string;
}

/**
 * A reference from one object to another. `group` is empty for what belongs to Kubernetes itself.
 *
 * @internal
 */
export interface ObjectRef extends ObjectName {
  group: string;
  kind: string;
}

/** @internal */
export function nameOf(object: unknown): ObjectName | undefined {
  const { namespace, name } = fieldsOf(fieldsOf(object).metadata);
  const namespaced = textOf(namespace);
  const named = textOf(name);
  return namespaced && named
    ? { namespace: namespaced, name: named }
    : undefined;
}

/**
 * Reads a reference.
 *
 * @param defaults - what holds where the reference leaves it out
 * @internal
 */
export function refOf(
  value: unknown,
  defaults: { namespace: string; group?: string; kind?: string },
): ObjectRef | undefined {
  const fields: Fields = fieldsOf(value);
  const name = textOf(fields.name);
  const kind = textOf(fields.kind) ?? defaults.kind;
  if (!name || !kind) {
    return undefined;
  }
  const group =
    typeof fields.group === 'string' ? fields.group : defaults.group ?? '';
  return {
    group: group === 'core' ? '' : group,
    kind,
    name,
    namespace: textOf(fields.namespace) ?? defaults.namespace,
  };
}

/** @internal */
export function isSameRef(a: ObjectRef, b: ObjectRef): boolean {
  return (
    a.group === b.group &&
    a.kind === b.kind &&
    a.namespace === b.namespace &&
    a.name === b.name
  );
}
