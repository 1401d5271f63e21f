import { InventoryContainer } from '@backstage-mesh/plugin-service-mesh-node';
import { containerErrors } from './containerErrors';
import { InternTable } from './InternTable';
import {
  KubernetesContainer,
  KubernetesContainerStatus,
  KubernetesObject,
  KubernetesPod,
  KubernetesService,
  KubernetesStatefulSet,
} from './kubernetesObjects';
import { podStatus } from './podStatus';
import {
  NamespaceRecord,
  OwnerKind,
  OwnerRecord,
  OwnerReference,
  PodRecord,
  ServiceRecord,
} from './records';

/** Labels that tell the pods of two versions of a workload apart. */
const REVISION_LABELS = [
  'pod-template-hash',
  'rollouts-pod-template-hash',
  'controller-revision-hash',
];

/** Annotations of pods that are kept: what meshes and scrapers of metrics say. */
const KEPT_ANNOTATIONS = /(^|\.)(linkerd|istio|prometheus|backstage)\.io\//;

const DEPLOYMENT_REVISION = 'deployment.kubernetes.io/revision';

const FINISHED_PHASES = ['Succeeded', 'Failed'];

/**
 * The revision that the labels of a pod or ReplicaSet name.
 */
export function revisionLabel(
  labels: Readonly<Record<string, string>>,
): string | undefined {
  const label = REVISION_LABELS.find(name => labels[name]);
  return label && labels[label];
}

/**
 * Takes from Kubernetes objects what is used, and lets go of the rest: some 15 kB of a pod become a few hundred bytes, most of them
 * shared with its siblings.
 */
export class ObjectStripper {
  readonly #cluster: string;
  readonly #table = new InternTable();

  constructor(cluster: string) {
    this.#cluster = cluster;
  }

  pod(object: KubernetesPod): PodRecord {
    const { uid, namespace, name } = identity(object);
    const owner = this.#owner(object, ['Node']);
    const phase = object.status?.phase ?? 'Unknown';
    const { status, ready, restarts } = podStatus(object);
    const finished = FINISHED_PHASES.includes(phase);
    const ips =
      object.spec?.hostNetwork || finished
        ? []
        : [
            object.status?.podIP,
            ...(object.status?.podIPs ?? []).map(({ ip }) => ip),
          ].filter(ip => ip !== undefined);
    const namespaceText = this.#table.text(namespace);
    return {
      uid,
      namespace: namespaceText,
      name,
      owner,
      ips: [...new Set(ips)],
      pod: {
        uid,
        namespace: namespaceText,
        name,
        workload: this.#table.value({
          cluster: this.#cluster,
          namespace,
          kind: owner?.kind ?? 'Pod',
          name: owner?.name ?? name,
        }),
        labels: this.#table.value(object.metadata?.labels ?? {}),
        annotations: this.#table.value(
          keptAnnotations(object.metadata?.annotations),
        ),
        serviceAccount: this.#table.textOrNone(object.spec?.serviceAccountName),
        ip: object.status?.podIP,
        node: this.#table.textOrNone(object.spec?.nodeName),
        phase: this.#table.text(phase),
        status: this.#table.text(status),
        ready,
        restarts,
        createdAt: object.metadata?.creationTimestamp ?? '',
        containers: this.#table.value(containers(object)),
        errors: this.#table.value(containerErrors(object)),
      },
    };
  }

  owner(kind: OwnerKind, object: KubernetesObject): OwnerRecord {
    const { uid, namespace, name } = identity(object);
    const labels = object.metadata?.labels ?? {};
    const revisionNumber = Number(
      object.metadata?.annotations?.[DEPLOYMENT_REVISION],
    );
    return {
      kind,
      uid,
      namespace: this.#table.text(namespace),
      name,
      owner: this.#owner(object, []),
      labels: this.#table.value(labels),
      revision:
        kind === 'StatefulSet'
          ? (object as KubernetesStatefulSet).status?.updateRevision
          : revisionLabel(labels),
      revisionNumber: Number.isInteger(revisionNumber)
        ? revisionNumber
        : undefined,
    };
  }

  service(object: KubernetesService): ServiceRecord {
    const { uid, namespace, name } = identity(object);
    const clusterIps = [
      ...new Set([
        object.spec?.clusterIP ?? '',
        ...(object.spec?.clusterIPs ?? []),
      ]),
    ].filter(ip => ip !== '' && ip !== 'None');
    const selector = object.spec?.selector ?? {};
    return {
      uid,
      namespace: this.#table.text(namespace),
      name,
      service: {
        namespace,
        name,
        clusterIps,
        externalName: object.spec?.externalName,
        ports: this.#table.value(
          (object.spec?.ports ?? []).map(port => ({
            name: port.name,
            port: port.port ?? 0,
          })),
        ),
        ...(Object.keys(selector).length > 0 && {
          selector: this.#table.value(selector),
        }),
      },
    };
  }

  namespace(object: KubernetesObject): NamespaceRecord {
    return {
      name: identity(object).name,
      labels: object.metadata?.labels ?? {},
      annotations: keptAnnotations(object.metadata?.annotations),
    };
  }

  /** The controller; where none is marked as such, the only owner. Owners that say nothing about who calls are passed over. */
  #owner(
    object: KubernetesObject,
    ignoredKinds: readonly string[],
  ): OwnerReference | undefined {
    const references = object.metadata?.ownerReferences ?? [];
    const reference =
      references.find(candidate => candidate.controller) ??
      (references.length === 1 ? references[0] : undefined);
    if (
      !reference?.kind ||
      !reference.name ||
      !reference.uid ||
      ignoredKinds.includes(reference.kind)
    ) {
      return undefined;
    }
    return this.#table.value({
      kind: reference.kind,
      name: reference.name,
      uid: reference.uid,
    });
  }
}

function identity(object: KubernetesObject): {
  uid: string;
  namespace: string;
  name: string;
} {
  const { uid, namespace, name } = object.metadata ?? {};
  if (!name || !uid) {
    throw new Error('A Kubernetes object has no name or no uid');
  }
  return { uid, namespace: namespace ?? '', name };
}

function keptAnnotations(
  annotations: Record<string, string> | undefined,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations ?? {}).filter(([name]) =>
      KEPT_ANNOTATIONS.test(name),
    ),
  );
}

function containers(pod: KubernetesPod): InventoryContainer[] {
  const statuses = new Map(
    [
      ...(pod.status?.initContainerStatuses ?? []),
      ...(pod.status?.containerStatuses ?? []),
    ].map(status => [status.name, status]),
  );
  const strip = (container: KubernetesContainer, init: boolean) => {
    const status = statuses.get(container.name);
    const restartedAt = status && lastRestart(status);
    return {
      name: container.name ?? '',
      image: container.image ?? '',
      init,
      ports: (container.ports ?? []).map(port => ({
        name: port.name,
        port: port.containerPort ?? 0,
      })),
      ready: status?.ready ?? false,
      ...(restartedAt && { restartedAt }),
    };
  };
  return [
    ...(pod.spec?.initContainers ?? []).map(item => strip(item, true)),
    ...(pod.spec?.containers ?? []).map(item => strip(item, false)),
  ];
}

/** While it waits to be started again, its last run is the one that began again the last time. */
function lastRestart({
  restartCount = 0,
  state,
  lastState,
}: KubernetesContainerStatus): string | undefined {
  return restartCount > 0
    ? state?.running?.startedAt ??
        state?.terminated?.startedAt ??
        lastState?.terminated?.startedAt
    : undefined;
}
