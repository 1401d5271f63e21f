import type { Proxy } from '../proxies/Proxy';
import type { WorkloadModel } from './model';

/** A pod as the simulation knows it: what can be called and can call. */
export interface SimulatedPod {
  uid: string;
  name: string;
  namespace: string;
  ip: string;
  node: string;
  zone: string;
  workload: WorkloadModel;
  version: string;
  labels: Record<string, string>;
  serviceAccount: string;
  /** Kind and name as the mesh's labels have them: `deployment`, `k8s_job`… None of a bare pod. */
  owner?: { label: string; name: string };
  isReady: boolean;
  startedAt: number;
  /** Absent where it is not meshed. */
  proxy?: Proxy;
}

export const TRUST_DOMAIN = 'cluster.local';

/** The mTLS identity of a pod: its ServiceAccount. */
export function identityOf(
  pod: Pick<SimulatedPod, 'serviceAccount' | 'namespace'>,
): string {
  return identityOfAccount(pod.namespace, pod.serviceAccount);
}

export function identityOfAccount(namespace: string, name: string): string {
  return `${name}.${namespace}.serviceaccount.identity.linkerd.${TRUST_DOMAIN}`;
}

/** The pod's labels as the mesh attaches them to traffic, without a prefix, in alphabetical order. */
export function meshLabelsOf(pod: SimulatedPod): Record<string, string> {
  const hash = pod.labels['pod-template-hash'];
  const labels: Record<string, string> = {
    ...(pod.proxy ? { control_plane_ns: 'linkerd' } : {}),
    ...(pod.owner ? { [pod.owner.label]: pod.owner.name } : {}),
    namespace: pod.namespace,
    pod: pod.name,
    ...(hash ? { pod_template_hash: hash } : {}),
    serviceaccount: pod.serviceAccount,
  };
  return sorted(labels);
}

export function sorted(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
