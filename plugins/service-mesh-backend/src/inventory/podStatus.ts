import {
  KubernetesContainerStatus,
  KubernetesPod,
  KubernetesTermination,
} from './kubernetesObjects';

/**
 * What `kubectl get pods` prints about a pod.
 */
export interface PodStatus {
  /** The STATUS column. */
  status: string;
  /** The RESTARTS column. */
  restarts: number;
  /** The pod's own condition `Ready`. */
  ready: boolean;
}

const FINISHED_PHASES = ['Succeeded', 'Failed'];

/**
 * Derives the STATUS and RESTARTS columns in the order in which kubectl does: the pod's phase, then its reason, then the first init
 * container that is not done, then the containers, then deletion.
 */
export function podStatus(pod: KubernetesPod): PodStatus {
  const conditions = pod.status?.conditions ?? [];
  const isTrue = (type: string) =>
    conditions.some(
      condition => condition.type === type && condition.status === 'True',
    );
  const phase = pod.status?.phase ?? 'Unknown';

  let status = pod.status?.reason || phase;
  if (
    conditions.some(
      condition =>
        condition.type === 'PodScheduled' &&
        condition.reason === 'SchedulingGated',
    )
  ) {
    status = 'SchedulingGated';
  }

  const init = initStatus(pod);
  let restarts = init.restarts;
  if (init.status) {
    status = init.status;
  }
  if (!init.status || isTrue('Initialized')) {
    const main = mainStatus(pod.status?.containerStatuses ?? []);
    restarts = init.sidecarRestarts + main.restarts;
    status = main.status ?? status;
    if (status === 'Completed' && main.running) {
      status = isTrue('Ready') ? 'Running' : 'NotReady';
    }
  }

  if (pod.metadata?.deletionTimestamp) {
    if (pod.status?.reason === 'NodeLost') {
      status = 'Unknown';
    } else if (!FINISHED_PHASES.includes(phase)) {
      status = 'Terminating';
    }
  }
  return { status, restarts, ready: isTrue('Ready') };
}

/** The first init container that is not done says what the pod waits for; `status` is undefined where all are done. */
function initStatus(pod: KubernetesPod): {
  status?: string;
  restarts: number;
  sidecarRestarts: number;
} {
  const specs = pod.spec?.initContainers ?? [];
  const sidecars = new Set(
    specs
      .filter(container => container.restartPolicy === 'Always')
      .map(container => container.name),
  );
  let restarts = 0;
  let sidecarRestarts = 0;
  for (const [index, container] of (
    pod.status?.initContainerStatuses ?? []
  ).entries()) {
    const isSidecar = sidecars.has(container.name);
    restarts += container.restartCount ?? 0;
    sidecarRestarts += isSidecar ? container.restartCount ?? 0 : 0;
    const { terminated, waiting } = container.state ?? {};
    const done = terminated && (terminated.exitCode ?? 0) === 0;
    if (done || (isSidecar && container.started)) {
      continue;
    }
    let status = `Init:${index}/${specs.length}`;
    if (terminated) {
      status = `Init:${terminationReason(terminated)}`;
    } else if (waiting?.reason && waiting.reason !== 'PodInitializing') {
      status = `Init:${waiting.reason}`;
    }
    return { status, restarts, sidecarRestarts };
  }
  return { restarts, sidecarRestarts };
}

/** The first container in the order of the specification that does not run decides; `status` is undefined where all run. */
function mainStatus(containers: readonly KubernetesContainerStatus[]): {
  status?: string;
  restarts: number;
  running: boolean;
} {
  let status: string | undefined;
  let restarts = 0;
  let running = false;
  for (const container of [...containers].reverse()) {
    restarts += container.restartCount ?? 0;
    const { waiting, terminated, running: isRunning } = container.state ?? {};
    if (waiting?.reason) {
      status = waiting.reason;
    } else if (terminated) {
      status = terminationReason(terminated);
    } else if (container.ready && isRunning) {
      running = true;
    }
  }
  return { status, restarts, running };
}

function terminationReason(terminated: KubernetesTermination): string {
  if (terminated.reason) {
    return terminated.reason;
  }
  return terminated.signal
    ? `Signal:${terminated.signal}`
    : `ExitCode:${terminated.exitCode ?? 0}`;
}
