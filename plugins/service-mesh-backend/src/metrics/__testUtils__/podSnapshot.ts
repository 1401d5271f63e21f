import { workloadKey } from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventoryPod,
  InventorySnapshot,
} from '@backstage-mesh/plugin-service-mesh-node';

/** A meshed pod of a Deployment. */
export function meshedPod(
  namespace: string,
  workload: string,
  index: number,
  more: Partial<InventoryPod> = {},
): InventoryPod {
  const name = `${workload}-${index}`;
  return {
    uid: `${namespace}/${name}`,
    namespace,
    name,
    workload: { cluster: 'c', namespace, kind: 'Deployment', name: workload },
    labels: {
      'linkerd.io/control-plane-ns': 'linkerd',
      'linkerd.io/proxy-deployment': workload,
    },
    annotations: {},
    serviceAccount: workload,
    phase: 'Running',
    status: 'Running',
    ready: true,
    restarts: 0,
    createdAt: '2026-01-01T00:00:00Z',
    containers: [
      {
        name: 'linkerd-proxy',
        image: 'proxy',
        init: true,
        ready: true,
        ports: [{ name: 'linkerd-admin', port: 4191 }],
      },
    ],
    errors: [],
    ...more,
  };
}

/** A snapshot that knows nothing but pods, and the workloads and namespaces that they tell of. */
export function podSnapshot(pods: readonly InventoryPod[]): InventorySnapshot {
  const living = pods.filter(pod => pod.deletedAt === undefined);
  const workloads = new Map(
    pods.map(({ workload }) => [workloadKey(workload), workload]),
  );
  const namespaces = [...new Set(pods.map(({ namespace }) => namespace))].map(
    name => ({ name, labels: {}, annotations: {} }),
  );
  return {
    cluster: 'c',
    namespaces: () => namespaces,
    namespace: name => namespaces.find(namespace => namespace.name === name),
    pod: (namespace, name) =>
      [...living, ...pods].find(
        pod => pod.namespace === namespace && pod.name === name,
      ),
    podByIp: ip => living.find(pod => pod.ip === ip),
    pods: namespace =>
      living.filter(pod => !namespace || pod.namespace === namespace),
    podsOf: (workload, options) =>
      (options?.deleted ? pods : living).filter(
        pod => workloadKey(pod.workload) === workloadKey(workload),
      ),
    workload: ref => {
      const found = workloads.get(workloadKey(ref));
      return found && { ref: found, labels: {} };
    },
    workloads: namespace =>
      [...workloads.values()]
        .filter(ref => !namespace || ref.namespace === namespace)
        .map(ref => ({ ref, labels: {} })),
    resolveOwner: (namespace, kind, name) => ({
      cluster: 'c',
      namespace,
      kind,
      name,
    }),
    select: selector => living.filter(pod => selector.matches(pod.labels)),
    service: () => undefined,
    serviceByClusterIp: () => undefined,
  };
}
