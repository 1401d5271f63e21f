import type { KubernetesApi } from './KubernetesApi';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';

export interface Rule {
  apiGroups: readonly string[];
  resources: readonly string[];
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

/** A token of a service account, as the API server gives it out. */
export async function serviceAccountToken(
  api: KubernetesApi,
  namespace: string,
  name: string,
): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  await api.create(path, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name },
  });
  const answer = await api.create(`${path}/${name}/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { name },
    spec: { expirationSeconds: 600 },
  });
  return (answer.status as { token: string }).token;
}
