import type { Container, Pod } from '../objects/KubernetesObject';
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
    .flatMap(pod => [
      target(pod, 'linkerd-proxy', 'linkerd-admin', ADMIN_PORT),
      ...pod.spec.containers.flatMap(container =>
        portsOf(container)
          .filter(({ name }) => name === 'admin-http')
          .map(({ name, containerPort }) =>
            target(pod, 'service-mirror', name, containerPort),
          ),
      ),
    ]);
}

function portsOf({
  ports,
}: Container): readonly { name: string; containerPort: number }[] {
  return (ports as { name: string; containerPort: number }[]) ?? [];
}

function target(
  pod: Pod,
  container: string,
  portName: string,
  port: number,
): TargetGroup {
  return {
    targets: [`${pod.status.podIP}:${port}`],
    labels: {
      __meta_kubernetes_namespace: pod.metadata.namespace ?? '',
      __meta_kubernetes_pod_name: pod.metadata.name,
      __meta_kubernetes_pod_phase: pod.status.phase,
      __meta_kubernetes_pod_container_name: container,
      __meta_kubernetes_pod_container_port_name: portName,
      ...Object.fromEntries(
        Object.entries(pod.metadata.labels ?? {}).map(([name, value]) => [
          `__meta_kubernetes_pod_label_${name.replace(/[^a-zA-Z0-9_]/g, '_')}`,
          value,
        ]),
      ),
    },
  };
}
