import { timestamp } from '../clock/Clock';
import type { SimulatedClock } from '../clock/SimulatedClock';
import type {
  KubernetesObject,
  NewObject,
  Pod,
} from '../objects/KubernetesObject';
import type { ObjectStore } from '../objects/ObjectStore';
import { randomSuffix, randomUuid, type Random } from '../random/Random';
import type { WorkloadModel } from '../simulation/model';
import type { Kubelet } from './Kubelet';
import type { Scheduler } from './Scheduler';
import { controllerOf, templateOf, workloadLabels } from './templates';

/** So many finished runs of a CronJob are kept. */
const HISTORY = 1;

/** Jobs, and CronJobs that start one again and again. */
export class JobController {
  private readonly finished = new Map<string, string[]>();

  constructor(
    private readonly store: ObjectStore,
    private readonly clock: SimulatedClock,
    private readonly random: Random,
    private readonly kubelet: Kubelet,
    private readonly scheduler: Scheduler,
  ) {}

  /** A Job that goes on for as long as the demo does, unless it has `runSeconds`. */
  createJob(workload: WorkloadModel, runningForMs: number): void {
    const { name, namespace } = workload;
    const job = this.create(workload, name, undefined, runningForMs);
    const pod = this.startPod(workload, job, runningForMs);
    if (workload.runSeconds !== undefined) {
      this.clock.after(workload.runSeconds * 1000, () =>
        this.finish(workload, namespace, name, pod),
      );
    }
  }

  createCronJob(workload: WorkloadModel, runningForMs: number): void {
    const everyMs = (workload.everySeconds ?? 60) * 1000;
    const cron = this.store.create('cronjobs', {
      kind: 'CronJob',
      apiVersion: 'batch/v1',
      metadata: {
        name: workload.name,
        namespace: workload.namespace,
        generation: 1,
        labels: workloadLabels(workload),
        creationTimestamp: timestamp(this.clock.now() - runningForMs),
      },
      spec: {
        schedule: '* * * * *',
        concurrencyPolicy: 'Forbid',
        suspend: false,
        jobTemplate: {
          metadata: {},
          spec: {
            backoffLimit: 0,
            template: templateOf(workload, workload.version),
          },
        },
        successfulJobsHistoryLimit: HISTORY,
        failedJobsHistoryLimit: 1,
      },
      status: {},
    });
    const untilNext = everyMs - (this.clock.now() % everyMs);
    this.clock.after(untilNext, () => {
      this.run(workload, cron);
      this.clock.every(everyMs, () => this.run(workload, cron));
    });
  }

  private run(workload: WorkloadModel, cron: KubernetesObject): void {
    const { namespace, name } = workload;
    if (!this.store.get('cronjobs', namespace, name)) {
      return;
    }
    const minute = Math.floor(this.clock.now() / 60_000);
    const jobName = `${name}-${minute}`;
    if (this.store.get('jobs', namespace, jobName)) {
      return;
    }
    const job = this.create(workload, jobName, cron);
    this.store.update('cronjobs', namespace, name, draft => {
      draft.status = {
        ...(draft.status as object),
        active: [
          {
            kind: 'Job',
            namespace,
            name: jobName,
            uid: job.metadata.uid,
            apiVersion: 'batch/v1',
          },
        ],
        lastScheduleTime: timestamp(this.clock.now()),
      };
    });
    this.startPod(workload, job, undefined, pod => {
      this.clock.after((workload.runSeconds ?? 10) * 1000, () =>
        this.finish(workload, namespace, jobName, pod),
      );
    });
  }

  private create(
    workload: WorkloadModel,
    name: string,
    owner: KubernetesObject | undefined,
    runningForMs = 0,
  ): KubernetesObject {
    const uid = randomUuid(this.random);
    const labels = jobLabels(name, uid);
    const job: NewObject = {
      kind: 'Job',
      apiVersion: 'batch/v1',
      metadata: {
        name,
        namespace: workload.namespace,
        uid,
        generation: 1,
        labels: { ...workloadLabels(workload), ...labels },
        ...(owner ? { ownerReferences: [controllerOf(owner)] } : {}),
        creationTimestamp: timestamp(this.clock.now() - runningForMs),
      },
      spec: {
        parallelism: 1,
        completions: 1,
        backoffLimit: 2,
        selector: {
          matchLabels: { 'batch.kubernetes.io/controller-uid': uid },
        },
        template: templateOf(workload, workload.version, labels),
        completionMode: 'NonIndexed',
        suspend: false,
      },
      status: {
        startTime: timestamp(this.clock.now() - runningForMs),
        active: 1,
        ready: 1,
        terminating: 0,
        uncountedTerminatedPods: {},
      },
    };
    return this.store.create('jobs', job);
  }

  private startPod(
    workload: WorkloadModel,
    job: KubernetesObject,
    runningForMs?: number,
    onReady?: (pod: Pod) => void,
  ): Pod {
    const { name, uid } = job.metadata;
    return this.kubelet.start(workload, {
      plan: {
        name: `${name}-${randomSuffix(this.random, 5)}`,
        generateName: `${name}-`,
        owner: controllerOf(job),
        labels: jobLabels(name, uid),
        version: workload.version,
        node: this.scheduler.pick(),
      },
      ...(runningForMs === undefined ? {} : { runningForMs }),
      ...(onReady ? { onReady } : {}),
    });
  }

  private finish(
    workload: WorkloadModel,
    namespace: string,
    name: string,
    pod: Pod,
  ): void {
    if (!this.store.get('jobs', namespace, name)) {
      return;
    }
    this.kubelet.complete(pod);
    const at = timestamp(this.clock.now());
    this.store.update('jobs', namespace, name, draft => {
      draft.status = {
        ...(draft.status as object),
        active: 0,
        ready: 0,
        succeeded: 1,
        completionTime: at,
        conditions: [
          { type: 'Complete', status: 'True', lastTransitionTime: at },
        ],
      };
    });
    const cron = this.store.get('cronjobs', namespace, workload.name);
    if (!cron) {
      return;
    }
    this.store.update('cronjobs', namespace, workload.name, draft => {
      const { active: _active, ...status } = draft.status as {
        active?: unknown;
      };
      draft.status = { ...status, lastSuccessfulTime: at };
    });
    this.tidy(workload, namespace, name, pod);
  }

  /** Runs beyond the history go, with their pods. */
  private tidy(
    workload: WorkloadModel,
    namespace: string,
    name: string,
    pod: Pod,
  ): void {
    const key = `${namespace}/${workload.name}`;
    const finished = [
      ...(this.finished.get(key) ?? []),
      `${name} ${pod.metadata.name}`,
    ];
    while (finished.length > HISTORY) {
      const [oldJob, oldPod] = (finished.shift() ?? '').split(' ');
      this.store.delete('jobs', namespace, oldJob);
      this.store.delete('pods', namespace, oldPod);
    }
    this.finished.set(key, finished);
  }
}

function jobLabels(name: string, uid: string): Record<string, string> {
  return {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
}
