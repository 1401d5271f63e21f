import type { ApiObject, KubernetesApi } from './KubernetesApi';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';

export interface Rule {
  apiGroups: readonly string[];
  resources: readonly string[];
  resourceNames?: readonly string[];
  verbs: readonly string[];
}

export type Subject =
  | { kind: 'User'; name: string }
  | { kind: 'ServiceAccount'; name: string; namespace: string };

/** What the portal's account needs to know who exists and who owns what. */
export const READ_INVENTORY: Rule = {
  apiGroups: ['', 'apps', 'batch', 'discovery.k8s.io'],
  resources: ['*'],
  verbs: ['get', 'list', 'watch'],
};

/** The least of it that one namespace needs. */
export const READ_NAMESPACE: readonly Rule[] = [
  {
    apiGroups: [''],
    resources: ['pods', 'services'],
    verbs: ['list', 'watch'],
  },
  {
    apiGroups: ['apps'],
    resources: ['deployments', 'replicasets', 'statefulsets', 'daemonsets'],
    verbs: ['list', 'watch'],
  },
  {
    apiGroups: ['batch'],
    resources: ['jobs', 'cronjobs'],
    verbs: ['list', 'watch'],
  },
];

/** Gives somebody rights: everywhere, or in one namespace. */
export async function grant(
  api: KubernetesApi,
  options: {
    name: string;
    to: Subject;
    rules: readonly Rule[];
    namespace?: string;
  },
): Promise<void> {
  const { name, to, rules, namespace } = options;
  const scope = namespace === undefined ? 'Cluster' : '';
  const folder =
    namespace === undefined ? RBAC : `${RBAC}/namespaces/${namespace}`;
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  await api.create(`${folder}/${scope.toLowerCase()}roles`, {
    apiVersion,
    kind: `${scope}Role`,
    metadata: { name },
    rules,
  });
  await api.create(`${folder}/${scope.toLowerCase()}rolebindings`, {
    apiVersion,
    kind: `${scope}RoleBinding`,
    metadata: { name },
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: `${scope}Role`,
      name,
    },
    subjects: [
      to.kind === 'User'
        ? { ...to, apiGroup: 'rbac.authorization.k8s.io' }
        : to,
    ],
  });
}

/** A token of a new service account, as the API server gives it out. */
export async function serviceAccountToken(
  api: KubernetesApi,
  namespace: string,
  name: string,
): Promise<string> {
  await serviceAccount(api, namespace, name);
  return requestToken(api, namespace, name);
}

/** Creates a service account. */
export function serviceAccount(
  api: KubernetesApi,
  namespace: string,
  name: string,
): Promise<ApiObject> {
  return api.create(`/api/v1/namespaces/${namespace}/serviceaccounts`, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name },
  });
}

/** A token of a service account. One that is bound to a Secret is no longer accepted when that is deleted. */
export async function requestToken(
  api: KubernetesApi,
  namespace: string,
  name: string,
  boundSecret?: string,
): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  const answer = await api.create(`${path}/${name}/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { name },
    spec: {
      expirationSeconds: 600,
      ...(boundSecret !== undefined && {
        boundObjectRef: { apiVersion: 'v1', kind: 'Secret', name: boundSecret },
      }),
    },
  });
  return (answer.status as { token: string }).token;
}
