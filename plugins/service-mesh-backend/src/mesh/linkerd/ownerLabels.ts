/**
 * The labels by which Linkerd's metrics name the owner of a pod, with the kind that each stands for.
 *
 * @internal
 */
export const OWNER_LABELS: Readonly<Record<string, string>> = {
  deployment: 'Deployment',
  statefulset: 'StatefulSet',
  daemonset: 'DaemonSet',
  k8s_job: 'Job',
  cronjob: 'CronJob',
  replicaset: 'ReplicaSet',
  replicationcontroller: 'ReplicationController',
};

/** @internal */
export const SOURCE_OWNERS: readonly string[] = Object.keys(OWNER_LABELS);

/** The same for the other end of an outbound call. */
export const TARGET_OWNERS: readonly string[] = SOURCE_OWNERS.map(
  label => `dst_${label}`,
);

/**
 * The owner that labels name.
 *
 * @param prefix - `dst_` for the other end of a call
 * @internal
 */
export function ownerOf(
  labels: Readonly<Record<string, string>>,
  prefix: '' | 'dst_' = '',
): { kind: string; name: string } | undefined {
  for (const label of SOURCE_OWNERS) {
    const name = labels[prefix + label];
    if (name) {
      return { kind: OWNER_LABELS[label], name };
    }
  }
  return undefined;
}

/**
 * Whether a pod carries a label that is named like an owner's: Prometheus copies pod labels last, so that it overwrites the owner
 * on the pod's own series.
 *
 * @internal
 */
export function overwritesOwner(
  podLabels: Readonly<Record<string, string>>,
): boolean {
  return SOURCE_OWNERS.some(label => Object.hasOwn(podLabels, label));
}
