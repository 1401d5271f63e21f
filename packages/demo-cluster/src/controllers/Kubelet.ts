import { timestamp } from '../clock/Clock';
import type { SimulatedClock } from '../clock/SimulatedClock';
import type { ContainerStatus, Pod } from '../objects/KubernetesObject';
import type { ObjectStore } from '../objects/ObjectStore';
import { Proxy } from '../proxies/Proxy';
import type { Random } from '../random/Random';
import type { WorkloadModel } from '../simulation/model';
import type { PodDirectory } from '../simulation/PodDirectory';
import type { SimulatedPod } from '../simulation/SimulatedPod';
import {
  condition,
  containerStatus,
  newPod,
  type PodPlan,
} from './podManifest';

const PULL_MS = 1200;
const READY_MS = 2500;
const STOP_MS = 2000;
/** Of a container that keeps dying: it is tried again later and later, at most this late. */
const MAX_BACKOFF_MS = 300_000;
const CRASH_AFTER_MS = 4000;

export interface StartOptions {
  plan: PodPlan;
  /** Skips the start: the pod is there as if it had run for so long. */
  runningForMs?: number;
  onReady?: (pod: Pod) => void;
}

/** Runs the pods: gives them addresses, starts and stops their containers, and keeps their status. */
export class Kubelet {
  private addresses = 0;

  constructor(
    private readonly store: ObjectStore,
    private readonly clock: SimulatedClock,
    private readonly random: Random,
    private readonly pods: PodDirectory,
  ) {}

  start(workload: WorkloadModel, options: StartOptions): Pod {
    const { plan, runningForMs } = options;
    const since = this.clock.now() - (runningForMs ?? 0);
    const draft = newPod(workload, plan);
    const pod = this.store.create<Pod>('pods', {
      ...draft,
      metadata: { ...draft.metadata, creationTimestamp: timestamp(since) },
    });
    const simulated = this.register(workload, pod, plan, since);
    if (runningForMs !== undefined) {
      this.run(workload, pod, simulated, since);
      options.onReady?.(pod);
      return pod;
    }
    this.pull(pod);
    this.clock.after(PULL_MS + this.random.integer(800), () => {
      const current = this.current(pod);
      if (!current) {
        return;
      }
      this.boot(current, simulated);
      this.clock.after(READY_MS + this.random.integer(1500), () => {
        if (this.current(pod)) {
          this.run(workload, pod, simulated, this.clock.now());
          options.onReady?.(pod);
        }
      });
    });
    return pod;
  }

  /** Deletes a pod as a controller does: it terminates for a while, then is gone. */
  stop(pod: Pod): void {
    const current = this.current(pod);
    if (!current || current.metadata.deletionTimestamp) {
      return;
    }
    const { namespace, name, uid } = pod.metadata;
    this.store.update<Pod>('pods', namespace, name, draft => {
      draft.metadata.deletionTimestamp = timestamp(this.clock.now());
      draft.metadata.deletionGracePeriodSeconds = 30;
    });
    this.pods.setReady(uid, false);
    this.clock.after(STOP_MS + this.random.integer(1000), () => {
      if (this.current(pod)) {
        this.store.delete('pods', namespace, name);
      }
      this.pods.remove(uid);
    });
  }

  /** The proxy's process ends and begins again: same pod, same address, all its counters at nothing. */
  restartProxy(pod: Pod): void {
    const simulated = this.pods.get(pod.metadata.uid);
    if (!this.current(pod) || !simulated?.proxy) {
      return;
    }
    const now = this.clock.now();
    const at = timestamp(now);
    simulated.proxy = new Proxy(simulated.ip, now);
    this.update(pod, draft => {
      for (const status of draft.status.initContainerStatuses ?? []) {
        if (status.name === 'linkerd-proxy') {
          status.lastState = {
            terminated: {
              exitCode: 137,
              reason: 'OOMKilled',
              startedAt: status.state.running?.startedAt ?? at,
              finishedAt: at,
            },
          };
          status.state = { running: { startedAt: at } };
          status.restartCount += 1;
        }
      }
    });
  }

  /** The containers of a run have done their work. */
  complete(pod: Pod): void {
    const current = this.current(pod);
    if (!current) {
      return;
    }
    const at = timestamp(this.clock.now());
    this.pods.remove(pod.metadata.uid);
    this.update(pod, draft => {
      draft.status.phase = 'Succeeded';
      draft.status.conditions = [
        condition('PodReadyToStartContainers', false, at),
        condition('Initialized', true, at),
        condition('Ready', false, at, 'PodCompleted'),
        condition('ContainersReady', false, at, 'PodCompleted'),
        condition('PodScheduled', true, at),
      ];
      for (const status of allStatuses(draft)) {
        const startedAt = status.state.running?.startedAt ?? at;
        status.state = {
          terminated: {
            exitCode: 0,
            reason: 'Completed',
            startedAt,
            finishedAt: at,
          },
        };
        status.ready = status.name === 'linkerd-init';
        status.started = false;
      }
    });
  }

  private register(
    workload: WorkloadModel,
    pod: Pod,
    plan: PodPlan,
    startedAt: number,
  ): SimulatedPod {
    const number = this.addresses++;
    const nodeNumber = Number(plan.node.replace(/\D/g, ''));
    const owner = ownerOf(workload, pod);
    const simulated: SimulatedPod = {
      uid: pod.metadata.uid,
      name: pod.metadata.name,
      namespace: workload.namespace,
      ip: `10.244.${1 + Math.floor(number / 240)}.${5 + (number % 240)}`,
      node: plan.node,
      zone: nodeNumber % 2 === 1 ? 'zone-a' : 'zone-b',
      workload,
      version: plan.version,
      labels: pod.metadata.labels ?? {},
      serviceAccount: pod.spec.serviceAccountName,
      ...(owner ? { owner } : {}),
      isReady: false,
      startedAt,
    };
    this.pods.add(simulated);
    return simulated;
  }

  private current(pod: Pod): Pod | undefined {
    const found = this.store.get<Pod>(
      'pods',
      pod.metadata.namespace,
      pod.metadata.name,
    );
    return found?.metadata.uid === pod.metadata.uid ? found : undefined;
  }

  private update(pod: Pod, change: (draft: Pod) => void): void {
    this.store.update<Pod>(
      'pods',
      pod.metadata.namespace,
      pod.metadata.name,
      change,
    );
  }

  private pull(pod: Pod): void {
    const at = timestamp(this.clock.now());
    this.update(pod, draft => {
      const isInjected = (draft.spec.initContainers ?? []).length > 0;
      draft.status = {
        phase: 'Pending',
        conditions: [
          condition('PodReadyToStartContainers', false, at),
          condition('Initialized', !isInjected, at),
          condition('Ready', false, at, 'ContainersNotReady'),
          condition('ContainersReady', false, at, 'ContainersNotReady'),
          condition('PodScheduled', true, at),
        ],
        hostIP: '10.244.0.1',
        startTime: at,
        ...(isInjected
          ? {
              initContainerStatuses: (draft.spec.initContainers ?? []).map(
                item =>
                  containerStatus(
                    item,
                    { waiting: { reason: 'PodInitializing' } },
                    this.random,
                  ),
              ),
            }
          : {}),
        containerStatuses: draft.spec.containers.map(item =>
          containerStatus(
            item,
            {
              waiting: {
                reason: isInjected ? 'PodInitializing' : 'ContainerCreating',
              },
            },
            this.random,
          ),
        ),
        qosClass: 'BestEffort',
      };
    });
  }

  /** The proxy is up, the application not yet. */
  private boot(pod: Pod, simulated: SimulatedPod): void {
    const at = timestamp(this.clock.now());
    this.update(pod, draft => {
      draft.status.phase = 'Running';
      draft.status.podIP = simulated.ip;
      draft.status.podIPs = [{ ip: simulated.ip }];
      for (const status of draft.status.initContainerStatuses ?? []) {
        settleInit(status, at);
      }
      for (const status of draft.status.containerStatuses ?? []) {
        status.state = { running: { startedAt: at } };
        status.started = false;
      }
    });
    if (simulated.workload.meshed) {
      simulated.proxy = new Proxy(simulated.ip, this.clock.now());
    }
  }

  private run(
    workload: WorkloadModel,
    pod: Pod,
    simulated: SimulatedPod,
    since: number,
  ): void {
    const at = timestamp(since);
    if (workload.meshed && !simulated.proxy) {
      simulated.proxy = new Proxy(simulated.ip, since);
    }
    this.update(pod, draft => {
      draft.status = {
        phase: 'Running',
        conditions: [
          condition('PodReadyToStartContainers', true, at),
          condition('Initialized', true, at),
          condition('Ready', true, at),
          condition('ContainersReady', true, at),
          condition('PodScheduled', true, at),
        ],
        hostIP: '10.244.0.1',
        hostIPs: [{ ip: '10.244.0.1' }],
        podIP: simulated.ip,
        podIPs: [{ ip: simulated.ip }],
        startTime: at,
        ...(draft.spec.initContainers
          ? {
              initContainerStatuses: draft.spec.initContainers.map(item => {
                const status = containerStatus(item, {}, this.random);
                settleInit(status, at);
                return status;
              }),
            }
          : {}),
        containerStatuses: draft.spec.containers.map(item =>
          containerStatus(item, { running: { startedAt: at } }, this.random, {
            ready: true,
            started: true,
          }),
        ),
        qosClass: 'BestEffort',
      };
    });
    if (workload.crashLoops) {
      this.crash(pod, workload.crashLoops, 0);
      return;
    }
    this.pods.setReady(simulated.uid, workload.reachability === undefined);
  }

  /** The application dies, waits, is started again, and dies again. */
  private crash(
    pod: Pod,
    how: NonNullable<WorkloadModel['crashLoops']>,
    restarts: number,
  ): void {
    if (!this.current(pod)) {
      return;
    }
    const now = timestamp(this.clock.now());
    this.update(pod, draft => {
      for (const status of draft.status.containerStatuses ?? []) {
        const died = {
          terminated: {
            exitCode: how.exitCode,
            reason: 'Error',
            startedAt: status.state.running?.startedAt ?? now,
            finishedAt: now,
          },
        };
        status.lastState = died;
        status.state = {
          waiting: {
            reason: 'CrashLoopBackOff',
            message: how.message,
          },
        };
        status.ready = false;
        status.started = false;
        status.restartCount = restarts;
      }
      for (const item of draft.status.conditions) {
        if (item.type === 'Ready' || item.type === 'ContainersReady') {
          item.status = 'False';
          item.reason = 'ContainersNotReady';
        }
      }
    });
    const backoff = Math.min(
      MAX_BACKOFF_MS,
      10_000 * 2 ** Math.min(8, restarts),
    );
    this.clock.after(backoff, () => {
      if (!this.current(pod)) {
        return;
      }
      const startedAt = timestamp(this.clock.now());
      this.update(pod, draft => {
        for (const status of draft.status.containerStatuses ?? []) {
          status.state = { running: { startedAt } };
          status.started = true;
          status.restartCount = restarts + 1;
        }
      });
      this.clock.after(CRASH_AFTER_MS, () =>
        this.crash(pod, how, restarts + 1),
      );
    });
  }
}

function settleInit(status: ContainerStatus, at: string): void {
  if (status.name === 'linkerd-init') {
    status.state = {
      terminated: {
        exitCode: 0,
        reason: 'Completed',
        startedAt: at,
        finishedAt: at,
      },
    };
    status.ready = true;
    status.started = false;
    return;
  }
  status.state = { running: { startedAt: at } };
  status.ready = true;
  status.started = true;
}

function allStatuses(pod: Pod): ContainerStatus[] {
  return [
    ...(pod.status.initContainerStatuses ?? []),
    ...(pod.status.containerStatuses ?? []),
  ];
}

const OWNER_LABEL: Record<WorkloadModel['kind'], string | undefined> = {
  Deployment: 'deployment',
  StatefulSet: 'statefulset',
  DaemonSet: 'daemonset',
  ReplicaSet: 'replicaset',
  Job: 'k8s_job',
  CronJob: 'cronjob',
  Pod: undefined,
};

/** Traffic carries a pod's owner in the control plane's words, where even a CronJob is known. */
function ownerOf(
  workload: WorkloadModel,
  pod: Pod,
): SimulatedPod['owner'] | undefined {
  const label = OWNER_LABEL[workload.kind];
  return label && pod.metadata.ownerReferences
    ? { label, name: workload.name }
    : undefined;
}
