import { MeshTapPeer } from '@backstage-mesh/plugin-service-mesh-node';

/** Labels that name an owner, by Kubernetes kind: the top of the chain first. A pod without owner has the last one only. */
const KIND_BY_LABEL: [string, string][] = [
  ['deployment', 'Deployment'],
  ['statefulset', 'StatefulSet'],
  ['daemonset', 'DaemonSet'],
  ['cronjob', 'CronJob'],
  ['k8s_job', 'Job'],
  ['replicaset', 'ReplicaSet'],
  ['replicationcontroller', 'ReplicationController'],
  ['pod', 'Pod'],
];

/** Identities are no part of these: they name the peer's service account. */
const CALL_LABELS = ['tls', 'zone_locality'];

/** Reads the labels that Linkerd gives to one end of a tapped request. */
export function tapPeer(labels: Readonly<Record<string, string>>): MeshTapPeer {
  const callLabels = Object.fromEntries(
    Object.entries(labels).filter(([name]) => CALL_LABELS.includes(name)),
  );
  const { namespace } = labels;
  const named = KIND_BY_LABEL.find(([label]) => labels[label]);
  return namespace && named
    ? {
        owner: { namespace, kind: named[1], name: labels[named[0]] },
        callLabels,
      }
    : { callLabels };
}
