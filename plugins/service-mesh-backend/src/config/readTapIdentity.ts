import { InputError } from '@backstage/errors';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { parseUserTemplate } from '../tapIdentity/userTemplate';
import { ConfigSection } from './ConfigSection';
import { ImpersonatedGroup, TapIdentityConfig } from './ServiceMeshConfig';

/** What goes into a header unchanged. Kubernetes gives special powers to names that begin with `system:`. */
const GROUP = /^(?!system:)[\x21-\x7e]{1,256}$/i;

/**
 * Reads `serviceMesh.clusters[].tap.identity` and `impersonation`.
 *
 * @throws InputError naming the offending key and value
 */
export function readTapIdentity(section: ConfigSection): TapIdentityConfig {
  const identity =
    section.oneOf('identity', ['service-account', 'user']) ?? 'service-account';
  if (identity === 'service-account') {
    return { type: identity };
  }
  const impersonation = section.section('impersonation');
  return {
    type: identity,
    user: parseUserTemplate(impersonation.requiredString('user')),
    groups: impersonation.sections('groups').map(readGroup),
  };
}

function readGroup(section: ConfigSection): ImpersonatedGroup {
  const name = section.requiredString('name');
  if (!GROUP.test(name)) {
    throw new InputError(
      `Invalid configuration: ${section.key}.name is ${JSON.stringify(
        name,
      )}, but must be the name of a group in Kubernetes that does not begin with system:`,
    );
  }
  const memberOf = section.string('memberOf');
  return {
    name,
    ...(memberOf && { memberOf: readGroupRef(section, memberOf) }),
  };
}

function readGroupRef(section: ConfigSection, text: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(text, {
        defaultKind: 'group',
        defaultNamespace: 'default',
      }),
    );
  } catch {
    throw section.invalid(
      'memberOf',
      'an entity reference such as group:default/team',
    );
  }
}
