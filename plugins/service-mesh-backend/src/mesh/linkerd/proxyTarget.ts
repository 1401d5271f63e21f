import {
  InventoryPod,
  ProxyTarget,
} from '@backstage-mesh/plugin-service-mesh-node';
import { OWNER_LABELS } from './ownerLabels';

const PROXY_CONTAINER = 'linkerd-proxy';
const ADMIN_PORT_NAME = 'linkerd-admin';

/**
 * The port of a proxy's own server, as the pod declares it. The proxy may be an init container: a native sidecar.
 *
 * @internal
 */
export function adminPortOf(pod: InventoryPod): number | undefined {
  return pod.containers
    .find(({ name }) => name === PROXY_CONTAINER)
    ?.ports.find(({ name }) => name === ADMIN_PORT_NAME)?.port;
}

/**
 * Where a pod's proxy serves its metrics, with the labels that the scrape configuration of Linkerd adds.
 *
 * @internal
 */
export function proxyTargetOf(pod: InventoryPod): ProxyTarget | undefined {
  const port = adminPortOf(pod);
  if (port === undefined) {
    return undefined;
  }
  const labels: Record<string, string> = {
    namespace: pod.namespace,
    pod: pod.name,
  };
  for (const label of Object.keys(OWNER_LABELS)) {
    const owner =
      pod.labels[`linkerd.io/proxy-${label === 'k8s_job' ? 'job' : label}`];
    if (owner) {
      labels[label] = owner;
    }
  }
  return { port, path: '/metrics', labels };
}
