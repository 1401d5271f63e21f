import {
  AuthorizationObject,
  MeshTlsObject,
  NetworkObject,
  POLICY_GROUP,
  readAuthorization,
  readMeshTls,
  readNetwork,
  readServer,
  ServerObject,
} from './policyObjects';
import { ProfileObject, readProfile } from './ProfileObject';
import { GATEWAY_GROUP, readRoute, RouteObject } from './RouteObject';
import {
  readServerAuthorization,
  ServerAuthorizationObject,
} from './ServerAuthorizationObject';

/**
 * The mesh's objects in Kubernetes that say what should happen: the numbers say what does.
 *
 * @internal
 */
export interface RuleObjects {
  routes: readonly RouteObject[];
  profiles: readonly ProfileObject[];
  servers: readonly ServerObject[];
  authorizations: readonly AuthorizationObject[];
  serverAuthorizations: readonly ServerAuthorizationObject[];
  meshTls: readonly MeshTlsObject[];
  networks: readonly NetworkObject[];
  /** What of them could be read: where it could not, what it would say is unknown. */
  known: ReadonlySet<Exclude<keyof RuleObjects, 'known'>>;
}

/**
 * A kind of objects, and where it is.
 *
 * @internal
 */
export interface RuleKind {
  field: Exclude<keyof RuleObjects, 'known'>;
  group: string;
  /** The newest first. */
  versions: readonly string[];
  plural: string;
  read(object: unknown): object | undefined;
}

/** @internal */
export const RULE_KINDS: readonly RuleKind[] = [
  {
    field: 'routes',
    group: GATEWAY_GROUP,
    versions: ['v1', 'v1beta1'],
    plural: 'httproutes',
    read: object =>
      readRoute(object, { group: GATEWAY_GROUP, kind: 'HTTPRoute' }),
  },
  {
    field: 'routes',
    group: GATEWAY_GROUP,
    versions: ['v1', 'v1alpha2'],
    plural: 'grpcroutes',
    read: object =>
      readRoute(object, { group: GATEWAY_GROUP, kind: 'GRPCRoute' }),
  },
  {
    field: 'routes',
    group: POLICY_GROUP,
    versions: ['v1beta3', 'v1beta2', 'v1beta1', 'v1alpha1'],
    plural: 'httproutes',
    read: object =>
      readRoute(object, { group: POLICY_GROUP, kind: 'HTTPRoute' }),
  },
  {
    field: 'profiles',
    group: 'linkerd.io',
    versions: ['v1alpha2', 'v1alpha1'],
    plural: 'serviceprofiles',
    read: readProfile,
  },
  {
    field: 'servers',
    group: POLICY_GROUP,
    versions: ['v1beta3', 'v1beta2', 'v1beta1'],
    plural: 'servers',
    read: readServer,
  },
  {
    field: 'authorizations',
    group: POLICY_GROUP,
    versions: ['v1alpha1'],
    plural: 'authorizationpolicies',
    read: readAuthorization,
  },
  {
    field: 'serverAuthorizations',
    group: POLICY_GROUP,
    versions: ['v1beta1', 'v1alpha1'],
    plural: 'serverauthorizations',
    read: readServerAuthorization,
  },
  {
    field: 'meshTls',
    group: POLICY_GROUP,
    versions: ['v1alpha1'],
    plural: 'meshtlsauthentications',
    read: readMeshTls,
  },
  {
    field: 'networks',
    group: POLICY_GROUP,
    versions: ['v1alpha1'],
    plural: 'networkauthentications',
    read: readNetwork,
  },
];

/**
 * The permission to read them.
 *
 * @internal
 */
export const RULES_MANIFEST = `# Lets the portal's account read routes, traffic splits and policies.
# Bind it with a ClusterRoleBinding, or with a RoleBinding in each namespace that may be read.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: service-mesh-portal-rules
rules:
${[...new Set(RULE_KINDS.map(({ group }) => group))]
  .map(
    group => `  - apiGroups: [${group}]
    resources: [${RULE_KINDS.filter(kind => kind.group === group)
      .map(({ plural }) => plural)
      .join(', ')}]
    verbs: [list]
`,
  )
  .join('')}`;
