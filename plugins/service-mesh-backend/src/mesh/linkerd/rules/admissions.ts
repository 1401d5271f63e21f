import { Admission } from '@backstage-mesh/plugin-service-mesh-node';
import { parseIdentity } from '../identity';
import { PeerResolver } from '../PeerResolver';
import { isSameRef, ObjectRef } from './objects/ObjectRef';
import { AuthorizationObject, POLICY_GROUP } from './objects/policyObjects';
import { RuleObjects } from './objects/RuleObjects';
import { ServerAuthorizationObject } from './objects/ServerAuthorizationObject';

type AccountResolver = Pick<PeerResolver, 'accountWorkloads'>;

const EVERYBODY = 'everybody';

/** Of the default policies, whom each admits. */
const DEFAULT_POLICIES: Readonly<Record<string, string>> = {
  'all-unauthenticated': EVERYBODY,
  'all-authenticated': 'every meshed client',
  'cluster-unauthenticated': 'everybody in the networks of the cluster',
  'cluster-authenticated': 'every meshed client of the cluster',
  audit: 'everybody, and what no rule admits is logged',
};

const EVERYWHERE = ['0.0.0.0/0', '::/0'];

/**
 * Whom a default policy admits; undefined for one that is not known.
 *
 * @internal
 */
export function admittedByDefault(policy: string): Admission[] | undefined {
  if (policy === 'deny') {
    return [];
  }
  return Object.hasOwn(DEFAULT_POLICIES, policy)
    ? [{ words: DEFAULT_POLICIES[policy] }]
    : undefined;
}

/**
 * Whom an authorization admits, in words.
 *
 * @internal
 */
export function admittedBy(
  { authentications }: AuthorizationObject,
  objects: RuleObjects,
  resolver: AccountResolver,
): Admission[] {
  if (authentications.length === 0) {
    return [{ words: EVERYBODY }];
  }
  return passingAll(
    authentications.map(ref => authenticated(ref, objects, resolver)),
  );
}

/**
 * Whom a ServerAuthorization admits, in words.
 *
 * @internal
 */
export function admittedByServerAuthorization(
  {
    networks,
    unauthenticated,
    unauthenticatedTls,
    identities,
    accounts,
  }: ServerAuthorizationObject,
  resolver: AccountResolver,
): Admission[] {
  const account = accountAdmission(resolver);
  const clients: Admission[] = unauthenticated
    ? [{ words: EVERYBODY }]
    : [
        ...(unauthenticatedTls
          ? [{ words: 'every client that speaks TLS, also without identity' }]
          : []),
        ...identities.map(identity => certified(identity, account)),
        ...accounts.map(({ namespace, name }) => account(namespace, name)),
      ];
  // Nobody stays nobody, wherever it is.
  return clients.length === 0
    ? []
    : passingAll(
        [networks.length > 0 ? inNetworks(networks) : [], clients].filter(
          admissions => admissions.some(({ words }) => words !== EVERYBODY),
        ),
      );
}

/** Who is admitted must pass all of them. */
function passingAll(each: readonly Admission[][]): Admission[] {
  if (each.length <= 1) {
    return each[0] ?? [{ words: EVERYBODY }];
  }
  return each.flatMap((admissions, index) =>
    admissions.map(admission => ({
      ...admission,
      words: `${admission.words} (condition ${index + 1} of ${
        each.length
      }, all must hold)`,
    })),
  );
}

function authenticated(
  ref: ObjectRef,
  objects: RuleObjects,
  resolver: AccountResolver,
): Admission[] {
  const account = accountAdmission(resolver);
  const client = (other: ObjectRef): Admission[] => {
    switch (other.kind) {
      case 'ServiceAccount':
        return [account(other.namespace, other.name)];
      case 'Namespace':
        return [
          {
            words: `every meshed client in namespace ${other.name}`,
            names: { namespace: other.name, workloads: [] },
          },
        ];
      default:
        return [unread(other)];
    }
  };
  if (ref.kind === 'MeshTLSAuthentication' && ref.group === POLICY_GROUP) {
    const found = objects.meshTls.find(object => isObject(object, ref));
    return found
      ? [
          ...found.identities.map(identity => certified(identity, account)),
          ...found.identityRefs.flatMap(client),
        ]
      : [unread(ref)];
  }
  if (ref.kind === 'NetworkAuthentication' && ref.group === POLICY_GROUP) {
    const found = objects.networks.find(object => isObject(object, ref));
    return found ? inNetworks(found.networks) : [unread(ref)];
  }
  return client(ref);
}

function accountAdmission(
  resolver: AccountResolver,
): (namespace: string, name: string) => Admission {
  return (namespace, name) => ({
    words: `ServiceAccount ${name} in ${namespace}`,
    names: { namespace, workloads: resolver.accountWorkloads(namespace, name) },
  });
}

function certified(
  identity: string,
  account: (namespace: string, name: string) => Admission,
): Admission {
  if (identity === '*') {
    return { words: 'every meshed client' };
  }
  const parsed = parseIdentity(identity);
  if (parsed) {
    return account(parsed.namespace, parsed.serviceAccount);
  }
  const namespace = /^\*\.([^.]+)\.serviceaccount\.identity\./.exec(
    identity,
  )?.[1];
  return namespace
    ? {
        words: `every meshed client in namespace ${namespace}`,
        names: { namespace, workloads: [] },
      }
    : {
        words: `identity ${identity}`,
        names: { namespace: '', workloads: [] },
      };
}

function inNetworks(
  networks: readonly { cidr: string; except: readonly string[] }[],
): Admission[] {
  const isEverybody = EVERYWHERE.every(everywhere =>
    networks.some(
      ({ cidr, except }) => cidr === everywhere && except.length === 0,
    ),
  );
  return isEverybody
    ? [{ words: EVERYBODY }]
    : networks.map(({ cidr, except }) => ({
        words: `network ${cidr}${
          except.length > 0 ? ` except ${except.join(', ')}` : ''
        }`,
      }));
}

/** The object itself could not be read, or does not exist: its name is all that is known. */
function unread({ kind, namespace, name }: ObjectRef): Admission {
  return {
    words: `${kind} ${name}`,
    names: { namespace, workloads: [] },
  };
}

function isObject(
  object: { namespace: string; name: string },
  ref: ObjectRef,
): boolean {
  return isSameRef({ ...object, group: ref.group, kind: ref.kind }, ref);
}
