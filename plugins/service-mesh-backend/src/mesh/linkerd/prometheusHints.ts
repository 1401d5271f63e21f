import {
  InventorySnapshot,
  MeshInstallation,
  PrometheusHint,
} from '@backstage-mesh/plugin-service-mesh-node';
import { LinkerdSettings } from './settings';

const ANNOTATION = 'viz.linkerd.io/external-prometheus';
const SERVICE = 'prometheus';
const DEFAULT_PORT = '9090';

/**
 * Where an installation says that its Prometheus is: an annotation on viz's namespace, or the Service that viz brings. The latter
 * admits nobody but viz itself, so the hint brings what would open it.
 *
 * @internal
 */
export function prometheusHints(
  snapshot: InventorySnapshot,
  installation: MeshInstallation,
  settings: LinkerdSettings,
): PrometheusHint[] {
  const viz = settings.vizNamespace;
  const url = snapshot.namespace(viz)?.annotations[ANNOTATION];
  const service = snapshot.service(viz, SERVICE);
  const port =
    service?.ports.find(({ port: number }) => `${number}` === DEFAULT_PORT) ??
    service?.ports[0];
  return [
    {
      step: 'annotation',
      target: url
        ? { type: 'url', url }
        : {
            type: 'absent',
            reason: `The namespace ${viz} has no annotation ${ANNOTATION}`,
          },
    },
    {
      step: 'viz-service',
      target: {
        type: 'service',
        namespace: viz,
        name: SERVICE,
        port: `${port?.port ?? DEFAULT_PORT}`,
      },
      manifest: vizManifest(viz, installation.controlPlaneNamespace),
    },
  ];
}

/**
 * Lets everybody whom Kubernetes lets through read viz's Prometheus: the API server's proxy carries no identity of the mesh.
 */
function vizManifest(viz: string, controlPlane: string): string {
  return `# Lets the portal read the Prometheus of Linkerd viz through the API server.
# Its account needs the Role below; whoever reaches the pod's port 9090 can read metrics then.
# (control plane: ${controlPlane})
apiVersion: policy.linkerd.io/v1alpha1
kind: AuthorizationPolicy
metadata:
  name: prometheus-service-mesh-portal
  namespace: ${viz}
spec:
  targetRef:
    group: policy.linkerd.io
    kind: Server
    name: prometheus-admin
  requiredAuthenticationRefs:
    - group: policy.linkerd.io
      kind: NetworkAuthentication
      name: prometheus-service-mesh-portal
---
apiVersion: policy.linkerd.io/v1alpha1
kind: NetworkAuthentication
metadata:
  name: prometheus-service-mesh-portal
  namespace: ${viz}
spec:
  networks:
    - cidr: 0.0.0.0/0
    - cidr: ::/0
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: service-mesh-portal-prometheus
  namespace: ${viz}
rules:
  - apiGroups: ['']
    resources: [services/proxy]
    resourceNames: ['${SERVICE}:${DEFAULT_PORT}']
    verbs: [get]
`;
}
