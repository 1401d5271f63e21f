import { ContainerError } from '@backstage-mesh/plugin-service-mesh-common';
import {
  KubernetesContainerStatus,
  KubernetesPod,
  KubernetesTermination,
} from './kubernetesObjects';

/** A container that waits for one of these only needs time. */
const STARTING = ['ContainerCreating', 'PodInitializing'];

const MAX_MESSAGE = 500;

/** After so many restarts, the pauses between them alone were five minutes: 10, 20, 40, 80 and 160 s. */
const LONG_LOOP = 5;

/**
 * The containers of a pod that do not run and should, each with the reason and what Kubernetes says about it.
 */
export function containerErrors(pod: KubernetesPod): ContainerError[] {
  const images = new Map(
    [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])].map(
      container => [container.name, container.image],
    ),
  );
  const notReadySince = pod.status?.conditions?.find(
    ({ type, status }) => type === 'Ready' && status === 'False',
  )?.lastTransitionTime;
  return [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
  ].flatMap(container => {
    const problem = problemOf(container);
    const since =
      (container.restartCount ?? 0) >= LONG_LOOP
        ? pod.metadata?.creationTimestamp
        : // Each try of a container that crashes may make the pod ready for a moment.
          notReadySince;
    return problem
      ? [
          {
            pod: pod.metadata?.name ?? '',
            container: container.name ?? '',
            image: images.get(container.name) ?? container.image ?? '',
            reason: problem.reason,
            message: problem.message.slice(0, MAX_MESSAGE),
            ...(since && { since }),
          },
        ]
      : [];
  });
}

function problemOf(
  container: KubernetesContainerStatus,
): { reason: string; message: string } | undefined {
  const { waiting, terminated } = container.state ?? {};
  const before = container.lastState?.terminated;
  if (waiting?.reason && !STARTING.includes(waiting.reason)) {
    return {
      reason: waiting.reason,
      message: [waiting.message, before && `Last time: ${describe(before)}`]
        .filter(Boolean)
        .join('. '),
    };
  }
  if (terminated && (terminated.exitCode ?? 0) !== 0) {
    return {
      reason: terminated.reason || 'Error',
      message: describe(terminated),
    };
  }
  return undefined;
}

function describe(termination: KubernetesTermination): string {
  const end = termination.signal
    ? `ended by signal ${termination.signal}`
    : `ended with exit code ${termination.exitCode ?? 0}`;
  const reason =
    termination.reason && termination.reason !== 'Error'
      ? `${termination.reason}, `
      : '';
  const message = termination.message?.trim();
  return `${reason}${end}${message ? `: ${message}` : ''}`;
}
