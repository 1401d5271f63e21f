import type {
  KubernetesObject,
  OwnerReference,
} from '../objects/KubernetesObject';
import type { WorkloadModel } from '../simulation/model';
import {
  applicationContainer,
  selectorOf,
  templateLabels,
} from './podManifest';

export function controllerOf(object: KubernetesObject): OwnerReference {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    name: object.metadata.name,
    uid: object.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The pod template of a workload at a version. */
export function templateOf(
  workload: WorkloadModel,
  version: string,
  extra: Record<string, string> = {},
) {
  const serviceAccountName = workload.serviceAccount ?? workload.name;
  return {
    metadata: {
      labels: { ...templateLabels(workload), ...extra },
      ...(workload.meshed
        ? {}
        : { annotations: { 'linkerd.io/inject': 'disabled' } }),
    },
    spec: {
      containers: [applicationContainer(workload, version)],
      restartPolicy:
        workload.kind === 'Job' || workload.kind === 'CronJob'
          ? 'Never'
          : 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName,
      serviceAccount: serviceAccountName,
      schedulerName: 'default-scheduler',
    },
  };
}

export function matchLabels(
  workload: WorkloadModel,
  extra: Record<string, string> = {},
) {
  return { matchLabels: { ...selectorOf(workload), ...extra } };
}

/** Labels of the workload object itself: those that name it, not those of its pods' revision. */
export function workloadLabels(
  workload: WorkloadModel,
): Record<string, string> {
  return {
    ...selectorOf(workload),
    ...(workload.componentId
      ? { 'backstage.io/kubernetes-id': workload.componentId }
      : {}),
    ...workload.labels,
  };
}
