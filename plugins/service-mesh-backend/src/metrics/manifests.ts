/**
 * The permission to read the proxies through the API server.
 *
 * @internal
 */
export const PROXIES_MANIFEST = `# Lets the portal's account read the proxies' metrics through the API server.
# Bind it with a ClusterRoleBinding, or with a RoleBinding in each namespace that may be read.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: service-mesh-portal-proxies
rules:
  - apiGroups: ['']
    resources: [pods/proxy]
    verbs: [get]
`;

/**
 * The permission to reach a Service through the API server.
 *
 * @internal
 */
export function serviceProxyManifest(target: {
  namespace: string;
  name: string;
  port: string;
}): string {
  return `# Lets the portal's account reach Prometheus through the API server. Bind it with a RoleBinding.
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: service-mesh-portal-prometheus
  namespace: ${JSON.stringify(target.namespace)}
rules:
  - apiGroups: ['']
    resources: [services/proxy]
    resourceNames: [${JSON.stringify(`${target.name}:${target.port}`)}]
    verbs: [get]
`;
}
