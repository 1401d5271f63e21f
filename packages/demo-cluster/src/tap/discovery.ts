export const TAP_GROUP = 'tap.linkerd.io';
export const TAP_GROUP_VERSION = `${TAP_GROUP}/v1alpha1`;
export const TAP_ROOT = `/apis/${TAP_GROUP_VERSION}`;

/** Plural names of what can be tapped, in the order of the discovery document. */
export const TAPPABLE = [
  'namespaces',
  'pods',
  'replicationcontrollers',
  'services',
  'daemonsets',
  'deployments',
  'replicasets',
  'statefulsets',
  'jobs',
  'cronjobs',
] as const;

export type Tappable = (typeof TAPPABLE)[number];

export function isTappable(plural: string): plural is Tappable {
  return TAPPABLE.some(name => name === plural);
}

const versions = [{ groupVersion: TAP_GROUP_VERSION, version: 'v1alpha1' }];

export const resourceList = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: TAP_GROUP_VERSION,
  resources: TAPPABLE.flatMap(plural =>
    [plural, `${plural}/tap`].map(name => ({
      name,
      singularName: '',
      namespaced: plural !== 'namespaces',
      kind: 'Tap',
      verbs: ['watch'],
    })),
  ),
};

export const group = {
  kind: 'APIGroup',
  apiVersion: 'v1',
  name: TAP_GROUP,
  versions,
  preferredVersion: versions[0],
};

export const groupList = {
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: [{ name: TAP_GROUP, versions, preferredVersion: versions[0] }],
};

/** What the server answers to a path that it does not know. */
export const knownPaths = {
  paths: [
    '/apis',
    `/apis/${TAP_GROUP}`,
    TAP_ROOT,
    '/healthz',
    '/healthz/log',
    '/healthz/ping',
    '/metrics',
    '/openapi/v2',
    '/version',
  ],
};

/** Hardly anything: an API server that merges the documents of its groups finds nothing to add. */
export const openApi = {
  swagger: '2.0',
  info: { title: 'Api', version: 'v0' },
  paths: {},
};

export const version = { major: '1', minor: '34', gitVersion: 'v1.34.4' };
