/** A kind of object that the API serves. */
export interface ResourceType {
  /** Empty for the core group. */
  group: string;
  version: string;
  /** Plural, as in the path. */
  plural: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  shortNames?: string[];
  categories?: string[];
  /** Defined by a CustomResourceDefinition: the server knows no type for it, so items of a list say themselves what they are. */
  custom?: boolean;
}

function resource(
  group: string,
  version: string,
  plural: string,
  kind: string,
  more: Partial<ResourceType> = {},
): ResourceType {
  return {
    group,
    version,
    plural,
    kind,
    singular: kind.toLowerCase(),
    namespaced: true,
    ...more,
  };
}

const all = ['all'];

function custom(
  groupVersion: string,
  plural: string,
  kind: string,
  more: Partial<ResourceType> = {},
): ResourceType {
  const [group, version] = groupVersion.split('/');
  return resource(group, version, plural, kind, { custom: true, ...more });
}

const gatewayApi = { categories: ['gateway-api'] };

/** Everything that can be listed and watched, by plural name; of two of one name the mesh's own has its group before it. */
export const resources = {
  namespaces: resource('', 'v1', 'namespaces', 'Namespace', {
    namespaced: false,
    shortNames: ['ns'],
  }),
  nodes: resource('', 'v1', 'nodes', 'Node', {
    namespaced: false,
    shortNames: ['no'],
  }),
  pods: resource('', 'v1', 'pods', 'Pod', {
    shortNames: ['po'],
    categories: all,
  }),
  services: resource('', 'v1', 'services', 'Service', {
    shortNames: ['svc'],
    categories: all,
  }),
  serviceaccounts: resource('', 'v1', 'serviceaccounts', 'ServiceAccount', {
    shortNames: ['sa'],
  }),
  endpoints: resource('', 'v1', 'endpoints', 'Endpoints', {
    shortNames: ['ep'],
  }),
  endpointslices: resource(
    'discovery.k8s.io',
    'v1',
    'endpointslices',
    'EndpointSlice',
  ),
  deployments: resource('apps', 'v1', 'deployments', 'Deployment', {
    shortNames: ['deploy'],
    categories: all,
  }),
  replicasets: resource('apps', 'v1', 'replicasets', 'ReplicaSet', {
    shortNames: ['rs'],
    categories: all,
  }),
  statefulsets: resource('apps', 'v1', 'statefulsets', 'StatefulSet', {
    shortNames: ['sts'],
    categories: all,
  }),
  daemonsets: resource('apps', 'v1', 'daemonsets', 'DaemonSet', {
    shortNames: ['ds'],
    categories: all,
  }),
  jobs: resource('batch', 'v1', 'jobs', 'Job', { categories: all }),
  cronjobs: resource('batch', 'v1', 'cronjobs', 'CronJob', {
    shortNames: ['cj'],
    categories: all,
  }),
  httproutes: custom(
    'gateway.networking.k8s.io/v1',
    'httproutes',
    'HTTPRoute',
    gatewayApi,
  ),
  grpcroutes: custom(
    'gateway.networking.k8s.io/v1',
    'grpcroutes',
    'GRPCRoute',
    gatewayApi,
  ),
  policyhttproutes: custom(
    'policy.linkerd.io/v1beta3',
    'httproutes',
    'HTTPRoute',
  ),
  servers: custom('policy.linkerd.io/v1beta3', 'servers', 'Server', {
    shortNames: ['srv'],
  }),
  authorizationpolicies: custom(
    'policy.linkerd.io/v1alpha1',
    'authorizationpolicies',
    'AuthorizationPolicy',
  ),
  serverauthorizations: custom(
    'policy.linkerd.io/v1beta1',
    'serverauthorizations',
    'ServerAuthorization',
    { shortNames: ['saz', 'serverauthz', 'srvauthz'] },
  ),
  meshtlsauthentications: custom(
    'policy.linkerd.io/v1alpha1',
    'meshtlsauthentications',
    'MeshTLSAuthentication',
  ),
  networkauthentications: custom(
    'policy.linkerd.io/v1alpha1',
    'networkauthentications',
    'NetworkAuthentication',
  ),
  serviceprofiles: custom(
    'linkerd.io/v1alpha2',
    'serviceprofiles',
    'ServiceProfile',
    { shortNames: ['sp'] },
  ),
  links: custom('multicluster.linkerd.io/v1alpha3', 'links', 'Link'),
} as const satisfies Record<string, ResourceType>;

export type ResourceName = keyof typeof resources;

export const resourceNames = Object.keys(resources) as ResourceName[];

/** The resource behind a group and a plural name, if there is one. */
export function findResource(
  group: string,
  version: string,
  plural: string,
): ResourceName | undefined {
  return resourceNames.find(
    name =>
      resources[name].group === group &&
      resources[name].version === version &&
      resources[name].plural === plural,
  );
}

export function apiVersionOf(type: ResourceType): string {
  return type.group ? `${type.group}/${type.version}` : type.version;
}
