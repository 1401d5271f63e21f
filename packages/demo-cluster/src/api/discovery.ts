import {
  apiVersionOf,
  resourceNames,
  resources,
  type ResourceType,
} from '../objects/resources';

interface ApiResource {
  name: string;
  singularName: string;
  namespaced: boolean;
  kind: string;
  verbs: string[];
  shortNames?: string[];
  categories?: string[];
  group?: string;
  version?: string;
}

interface GroupVersion {
  groupVersion: string;
  version: string;
}

interface ApiGroup {
  name: string;
  /** The preferred one first. */
  versions: GroupVersion[];
  preferredVersion: GroupVersion;
}

const READ = ['get', 'list', 'watch'];

function describe(type: ResourceType): ApiResource {
  return {
    name: type.plural,
    singularName: type.singular,
    namespaced: type.namespaced,
    kind: type.kind,
    verbs: READ,
    ...(type.shortNames ? { shortNames: type.shortNames } : {}),
    ...(type.categories ? { categories: type.categories } : {}),
  };
}

function review(name: string, kind: string): ApiResource {
  return { name, singularName: '', namespaced: false, kind, verbs: ['create'] };
}

const REVIEWS = [
  review('selfsubjectaccessreviews', 'SelfSubjectAccessReview'),
  review('selfsubjectrulesreviews', 'SelfSubjectRulesReview'),
  review('subjectaccessreviews', 'SubjectAccessReview'),
];

const PROXY_VERBS = ['create', 'delete', 'get', 'patch', 'update'];

function proxy(name: string, kind: string): ApiResource {
  return {
    name: `${name}/proxy`,
    singularName: '',
    namespaced: true,
    kind,
    verbs: PROXY_VERBS,
  };
}

function ownResources(groupVersion: string): ApiResource[] | undefined {
  if (groupVersion === 'authorization.k8s.io/v1') {
    return REVIEWS;
  }
  const found = resourceNames
    .map(name => resources[name])
    .filter(type => apiVersionOf(type) === groupVersion)
    .map(describe);
  if (groupVersion === 'v1') {
    found.push(
      proxy('pods', 'PodProxyOptions'),
      proxy('services', 'ServiceProxyOptions'),
    );
  }
  return found.length > 0
    ? found.sort((a, b) => (a.name < b.name ? -1 : 1))
    : undefined;
}

/** What the API server serves itself, and which groups others serve behind it. */
export class Discovery {
  constructor(private readonly aggregatedGroups: () => string[]) {}

  /** The answer to a discovery path, or undefined where it is none (an aggregated group's own list is that group's to answer). */
  answer(path: string): object | undefined {
    if (path === '/api' || path === '/api/') {
      return {
        kind: 'APIVersions',
        versions: ['v1'],
        serverAddressByClientCIDRs: [],
      };
    }
    if (path === '/apis' || path === '/apis/') {
      return {
        kind: 'APIGroupList',
        apiVersion: 'v1',
        groups: this.groups(),
      };
    }
    const group = /^\/apis\/([^/]+)\/?$/.exec(path);
    if (group) {
      const known = this.groups().find(({ name }) => name === group[1]);
      return known
        ? { kind: 'APIGroup', apiVersion: 'v1', ...known }
        : undefined;
    }
    const list = /^\/(?:api|apis)\/(v1|[^/]+\/[^/]+)\/?$/.exec(path);
    const found = list && ownResources(list[1]);
    return found
      ? {
          kind: 'APIResourceList',
          apiVersion: 'v1',
          groupVersion: list[1],
          resources: found,
        }
      : undefined;
  }

  private groups(): ApiGroup[] {
    const own = resourceNames
      .map(name => apiVersionOf(resources[name]))
      .filter(groupVersion => groupVersion.includes('/'));
    const groups = new Map<string, ApiGroup>();
    for (const groupVersion of new Set([
      ...own,
      'authorization.k8s.io/v1',
      ...this.aggregatedGroups(),
    ])) {
      const [name, version] = groupVersion.split('/');
      const entry = { groupVersion, version };
      const group = groups.get(name);
      if (group) {
        group.versions.push(entry);
      } else {
        groups.set(name, { name, versions: [entry], preferredVersion: entry });
      }
    }
    return [...groups.values()];
  }
}
