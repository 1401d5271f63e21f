import { createHash } from 'node:crypto';
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

const REVISION = 'deployment.kubernetes.io/revision';
const SETTLE_MS = 1500;

interface DeploymentState {
  workload: WorkloadModel;
  version: string;
  revision: number;
}

/** Deployments: their ReplicaSets, their pods and their rollouts, one pod after the other. */
export class DeploymentController {
  private readonly states = new Map<string, DeploymentState>();

  constructor(
    private readonly store: ObjectStore,
    private readonly clock: SimulatedClock,
    private readonly random: Random,
    private readonly kubelet: Kubelet,
    private readonly scheduler: Scheduler,
  ) {}

  create(workload: WorkloadModel, runningForMs: number): void {
    const { namespace, name, replicas, version } = workload;
    const createdAt = timestamp(this.clock.now() - runningForMs);
    this.store.create('deployments', {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: {
        name,
        namespace,
        generation: 1,
        labels: workloadLabels(workload),
        annotations: { [REVISION]: '1' },
        creationTimestamp: createdAt,
      },
      spec: {
        replicas,
        selector: matchLabels(workload),
        template: templateOf(workload, version),
        strategy: {
          type: 'RollingUpdate',
          rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' },
        },
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
      },
      status: {},
    });
    this.states.set(`${namespace}/${name}`, {
      workload,
      version,
      revision: 1,
    });
    const replicaSet = this.createReplicaSet(workload, version, 1, createdAt);
    for (let i = 0; i < replicas; i++) {
      this.startPod(workload, replicaSet, version, runningForMs);
    }
    this.scale(workload, version, replicas);
    this.updateStatus(workload);
  }

  /**
   * Rolls a Deployment out to another version: one new pod, then one old one less, and so on. A version that was there before gets its old
   * ReplicaSet back, with a new revision, as a rollback does.
   */
  rollOut(workload: WorkloadModel, version: string): void {
    const { namespace, name } = workload;
    const state = this.states.get(`${namespace}/${name}`);
    const deployment = this.store.get('deployments', namespace, name);
    if (!state || !deployment || state.version === version) {
      return;
    }
    const oldVersion = state.version;
    state.version = version;
    state.revision += 1;
    const revision = String(state.revision);
    this.store.update('deployments', namespace, name, draft => {
      draft.metadata.generation = (draft.metadata.generation ?? 1) + 1;
      draft.metadata.annotations = {
        ...draft.metadata.annotations,
        [REVISION]: revision,
      };
      Object.assign(draft.spec as object, {
        template: templateOf(workload, version),
      });
    });
    const existing = this.store.get(
      'replicasets',
      namespace,
      this.replicaSetName(workload, version),
    );
    if (existing) {
      this.store.update(
        'replicasets',
        namespace,
        existing.metadata.name,
        draft => {
          draft.metadata.annotations = {
            ...draft.metadata.annotations,
            [REVISION]: revision,
          };
        },
      );
    } else {
      this.createReplicaSet(workload, version, state.revision);
    }
    this.replaceNext(workload, oldVersion, version);
  }

  private replaceNext(
    workload: WorkloadModel,
    oldVersion: string,
    version: string,
  ): void {
    const { namespace, name } = workload;
    const state = this.states.get(`${namespace}/${name}`);
    const replicaSet = this.store.get(
      'replicasets',
      namespace,
      this.replicaSetName(workload, version),
    );
    if (!replicaSet || state?.version !== version) {
      return;
    }
    const fresh = this.podsOf(replicaSet).length;
    if (fresh >= workload.replicas) {
      this.settle(workload);
      return;
    }
    this.startPod(workload, replicaSet, version, undefined, () => {
      const old = this.store.get(
        'replicasets',
        namespace,
        this.replicaSetName(workload, oldVersion),
      );
      const victim = old && this.podsOf(old)[0];
      if (victim) {
        this.kubelet.stop(victim);
      }
      this.scale(workload, version, fresh + 1);
      this.scale(workload, oldVersion, workload.replicas - fresh - 1);
      this.updateStatus(workload);
      this.clock.after(SETTLE_MS, () =>
        this.replaceNext(workload, oldVersion, version),
      );
    });
    this.scale(workload, version, fresh + 1);
    this.updateStatus(workload);
  }

  /** Old pods that are still there after the last step go too. */
  private settle(workload: WorkloadModel): void {
    const { namespace } = workload;
    const state = this.states.get(`${namespace}/${workload.name}`);
    for (const replicaSet of this.replicaSetsOf(workload)) {
      const isCurrent =
        state &&
        replicaSet.metadata.name ===
          this.replicaSetName(workload, state.version);
      if (!isCurrent) {
        this.podsOf(replicaSet).forEach(pod => this.kubelet.stop(pod));
      }
    }
    this.clock.after(SETTLE_MS * 3, () => {
      if (state) {
        this.scale(workload, state.version, workload.replicas);
      }
      this.updateStatus(workload);
    });
  }

  private replicaSetName(workload: WorkloadModel, version: string): string {
    return `${workload.name}-${templateHash(workload, version)}`;
  }

  private createReplicaSet(
    workload: WorkloadModel,
    version: string,
    revision: number,
    createdAt?: string,
  ): KubernetesObject {
    const { namespace, name, replicas } = workload;
    const deployment = this.store.get('deployments', namespace, name);
    const hash = { 'pod-template-hash': templateHash(workload, version) };
    return this.store.create('replicasets', {
      kind: 'ReplicaSet',
      apiVersion: 'apps/v1',
      metadata: {
        name: this.replicaSetName(workload, version),
        namespace,
        generation: 1,
        labels: { ...workloadLabels(workload), ...hash },
        annotations: {
          'deployment.kubernetes.io/desired-replicas': String(replicas),
          'deployment.kubernetes.io/max-replicas': String(replicas + 1),
          [REVISION]: String(revision),
        },
        ...(deployment ? { ownerReferences: [controllerOf(deployment)] } : {}),
        ...(createdAt ? { creationTimestamp: createdAt } : {}),
      },
      spec: {
        replicas: 0,
        selector: matchLabels(workload, hash),
        template: templateOf(workload, version, hash),
      },
      status: { replicas: 0 },
    });
  }

  private startPod(
    workload: WorkloadModel,
    replicaSet: KubernetesObject,
    version: string,
    runningForMs: number | undefined,
    onReady?: () => void,
  ): void {
    const generateName = `${replicaSet.metadata.name}-`;
    this.kubelet.start(workload, {
      plan: {
        name: `${generateName}${randomSuffix(this.random, 5)}`,
        generateName,
        owner: controllerOf(replicaSet),
        labels: { 'pod-template-hash': templateHash(workload, version) },
        version,
        node: this.scheduler.pick(),
      },
      ...(runningForMs === undefined ? {} : { runningForMs }),
      ...(onReady ? { onReady } : {}),
    });
  }

  private replicaSetsOf(workload: WorkloadModel): KubernetesObject[] {
    const deployment = this.store.get(
      'deployments',
      workload.namespace,
      workload.name,
    );
    if (!deployment) {
      return [];
    }
    return this.store
      .list('replicasets', workload.namespace)
      .filter(
        item =>
          item.metadata.ownerReferences?.[0].uid === deployment.metadata.uid,
      );
  }

  private podsOf(replicaSet: KubernetesObject): Pod[] {
    return this.store
      .list<Pod>('pods', replicaSet.metadata.namespace)
      .filter(
        pod =>
          pod.metadata.ownerReferences?.[0].uid === replicaSet.metadata.uid &&
          !pod.metadata.deletionTimestamp,
      );
  }

  private scale(
    workload: WorkloadModel,
    version: string,
    replicas: number,
  ): void {
    const name = this.replicaSetName(workload, version);
    if (!this.store.get('replicasets', workload.namespace, name)) {
      return;
    }
    const ready = Math.max(0, replicas);
    this.store.update('replicasets', workload.namespace, name, draft => {
      Object.assign(draft.spec as object, { replicas: ready });
      draft.status = {
        replicas: ready,
        fullyLabeledReplicas: ready,
        readyReplicas: ready,
        availableReplicas: ready,
        observedGeneration: draft.metadata.generation,
      };
    });
  }

  private updateStatus(workload: WorkloadModel): void {
    const { namespace, name, replicas } = workload;
    const state = this.states.get(`${namespace}/${name}`);
    if (!state || !this.store.get('deployments', namespace, name)) {
      return;
    }
    const pods = this.replicaSetsOf(workload).flatMap(item =>
      this.podsOf(item),
    );
    const hash = templateHash(workload, state.version);
    const updated = pods.filter(
      pod => pod.metadata.labels?.['pod-template-hash'] === hash,
    ).length;
    const ready = workload.crashLoops ? 0 : Math.min(pods.length, replicas);
    const at = timestamp(this.clock.now());
    this.store.update('deployments', namespace, name, draft => {
      draft.status = {
        observedGeneration: draft.metadata.generation,
        replicas: pods.length,
        updatedReplicas: updated,
        ...(ready > 0
          ? { readyReplicas: ready, availableReplicas: ready }
          : { unavailableReplicas: pods.length }),
        conditions: [
          {
            type: 'Progressing',
            status: 'True',
            lastUpdateTime: at,
            lastTransitionTime: at,
            reason:
              updated >= replicas && pods.length === replicas
                ? 'NewReplicaSetAvailable'
                : 'ReplicaSetUpdated',
          },
          {
            type: 'Available',
            status: ready > 0 ? 'True' : 'False',
            lastUpdateTime: at,
            lastTransitionTime: at,
            reason:
              ready > 0
                ? 'MinimumReplicasAvailable'
                : 'MinimumReplicasUnavailable',
          },
        ],
      };
    });
  }
}

const HASH_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** Stands for the pod template: the same template gives the same ReplicaSet. */
function templateHash(workload: WorkloadModel, version: string): string {
  const digest = createHash('sha256')
    .update(`${workload.namespace}/${workload.name}@${version}`)
    .digest();
  return [...digest.subarray(0, 10)]
    .map(byte => HASH_ALPHABET[byte % HASH_ALPHABET.length])
    .join('');
}
