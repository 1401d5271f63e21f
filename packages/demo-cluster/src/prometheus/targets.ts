import type { Pod } from '../objects/KubernetesObject';
import type { ObjectStore } from '../objects/ObjectStore';
import { ADMIN_PORT } from '../proxies/peers';

/** A group of Prometheus' http_sd: what it finds out about one pod, in the words of its own Kubernetes discovery. */
export interface TargetGroup {
  targets: string[];
  labels: Record<string, string>;
}

/** Every meshed pod that runs or is about to, as Prometheus would discover it. */
export function prometheusTargets(store: ObjectStore): TargetGroup[] {
  return store
    .list<Pod>('pods')
    .filter(
      pod =>
        pod.metadata.labels?.['linkerd.io/control-plane-ns'] === 'linkerd' &&
        (pod.status.phase === 'Running' || pod.status.phase === 'Pending') &&
        pod.status.podIP !== undefined,
    )
    .map(pod => ({
      targets: [`${pod.status.podIP}:${ADMIN_PORT}`],
      labels: {
        __meta_kubernetes_namespace: pod.metadata.namespace ?? '',
        __meta_kubernetes_pod_name: pod.metadata.name,
        __meta_kubernetes_pod_phase: pod.status.phase,
        __meta_kubernetes_pod_container_name: 'linkerd-proxy',
        __meta_kubernetes_pod_container_port_name: 'linkerd-admin',
        ...Object.fromEntries(
          Object.entries(pod.metadata.labels ?? {}).map(([name, value]) => [
            `__meta_kubernetes_pod_label_${name.replace(
              /[^a-zA-Z0-9_]/g,
              '_',
            )}`,
            value,
          ]),
        ),
      },
    }));
}
