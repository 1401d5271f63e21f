import { timestamp } from '../clock/Clock';
import type { SimulatedClock } from '../clock/SimulatedClock';
import type { KubernetesObject, Pod } from '../objects/KubernetesObject';
import type { ObjectStore } from '../objects/ObjectStore';
import { randomSuffix, type Random } from '../random/Random';
import type { WorkloadModel } from '../simulation/model';
import type { Kubelet } from './Kubelet';
import type { Scheduler } from './Scheduler';
import {
  controllerOf,
  matchLabels,
  templateOf,
  workloadLabels,
} from './templates';

/** StatefulSets, DaemonSets, ReplicaSets that no Deployment owns, and pods that nothing owns. */
export class OtherControllers {
  constructor(
    private readonly store: ObjectStore,
    private readonly clock: SimulatedClock,
    private readonly random: Random,
    private readonly kubelet: Kubelet,
    private readonly scheduler: Scheduler,
  ) {}

  createStatefulSet(workload: WorkloadModel, runningForMs: number): void {
    const { name, namespace, replicas, version } = workload;
    const set = this.store.create('statefulsets', {
      kind: 'StatefulSet',
      apiVersion: 'apps/v1',
      metadata: this.metadata(workload, runningForMs),
      spec: {
        replicas,
        selector: matchLabels(workload),
        template: templateOf(workload, version),
        serviceName: name,
        podManagementPolicy: 'OrderedReady',
        updateStrategy: {
          type: 'RollingUpdate',
          rollingUpdate: { partition: 0 },
        },
        revisionHistoryLimit: 10,
      },
      status: {
        observedGeneration: 1,
        replicas,
        readyReplicas: replicas,
        currentReplicas: replicas,
        updatedReplicas: replicas,
        availableReplicas: replicas,
      },
    });
    const revision = `${name}-${randomSuffix(this.random, 10)}`;
    for (let index = 0; index < replicas; index++) {
      this.start(workload, set, runningForMs, `${name}-${index}`, {
        'apps.kubernetes.io/pod-index': String(index),
        'controller-revision-hash': revision,
        'statefulset.kubernetes.io/pod-name': `${name}-${index}`,
      });
    }
    this.keepServiceAccount(namespace, workload.serviceAccount ?? name);
  }

  createDaemonSet(workload: WorkloadModel, runningForMs: number): void {
    const count = this.scheduler.nodes.length;
    const set = this.store.create('daemonsets', {
      kind: 'DaemonSet',
      apiVersion: 'apps/v1',
      metadata: {
        ...this.metadata(workload, runningForMs),
        annotations: { 'deprecated.daemonset.template.generation': '1' },
      },
      spec: {
        selector: matchLabels(workload),
        template: templateOf(workload, workload.version),
        updateStrategy: {
          type: 'RollingUpdate',
          rollingUpdate: { maxUnavailable: 1, maxSurge: 0 },
        },
        revisionHistoryLimit: 10,
      },
      status: {
        currentNumberScheduled: count,
        numberMisscheduled: 0,
        desiredNumberScheduled: count,
        numberReady: count,
        observedGeneration: 1,
        updatedNumberScheduled: count,
        numberAvailable: count,
      },
    });
    const revision = randomSuffix(this.random, 10);
    for (const node of this.scheduler.nodes) {
      this.start(
        workload,
        set,
        runningForMs,
        undefined,
        {
          'controller-revision-hash': revision,
          'pod-template-generation': '1',
        },
        node,
      );
    }
  }

  createReplicaSet(workload: WorkloadModel, runningForMs: number): void {
    const { replicas, version } = workload;
    const set = this.store.create('replicasets', {
      kind: 'ReplicaSet',
      apiVersion: 'apps/v1',
      metadata: this.metadata(workload, runningForMs),
      spec: {
        replicas,
        selector: matchLabels(workload),
        template: templateOf(workload, version),
      },
      status: {
        replicas,
        fullyLabeledReplicas: replicas,
        readyReplicas: replicas,
        availableReplicas: replicas,
        observedGeneration: 1,
      },
    });
    for (let i = 0; i < replicas; i++) {
      this.start(workload, set, runningForMs);
    }
  }

  createPod(workload: WorkloadModel, runningForMs: number): void {
    this.kubelet.start(workload, {
      plan: {
        name: workload.name,
        labels: {},
        version: workload.version,
        node: this.scheduler.pick(),
      },
      runningForMs,
    });
  }

  private keepServiceAccount(namespace: string, name: string): void {
    if (!this.store.get('serviceaccounts', namespace, name)) {
      this.store.create('serviceaccounts', {
        kind: 'ServiceAccount',
        apiVersion: 'v1',
        metadata: { name, namespace },
      });
    }
  }

  private metadata(workload: WorkloadModel, runningForMs: number) {
    return {
      name: workload.name,
      namespace: workload.namespace,
      generation: 1,
      labels: workloadLabels(workload),
      creationTimestamp: timestamp(this.clock.now() - runningForMs),
    };
  }

  private start(
    workload: WorkloadModel,
    owner: KubernetesObject,
    runningForMs: number,
    name?: string,
    labels: Record<string, string> = {},
    node: string = this.scheduler.pick(),
  ): Pod {
    const generateName = `${workload.name}-`;
    return this.kubelet.start(workload, {
      plan: {
        name: name ?? `${generateName}${randomSuffix(this.random, 5)}`,
        generateName,
        owner: controllerOf(owner),
        labels,
        version: workload.version,
        node,
      },
      runningForMs,
    });
  }
}
