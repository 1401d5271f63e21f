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

/** Everything that can be listed and watched, by plural name. */
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
