/** The kinds that the tap server resolves to pods, by its own names. */
const TYPE_BY_KIND: Record<string, string> = {
  CronJob: 'cronjob',
  DaemonSet: 'daemonset',
  Deployment: 'deployment',
  Job: 'job',
  Namespace: 'namespace',
  Pod: 'pod',
  ReplicaSet: 'replicaset',
  ReplicationController: 'replicationcontroller',
  Service: 'service',
  StatefulSet: 'statefulset',
};

/** What the tap server calls a kind; undefined for one that it does not know. */
export function tapType(kind: string): string | undefined {
  return Object.hasOwn(TYPE_BY_KIND, kind) ? TYPE_BY_KIND[kind] : undefined;
}
