import type { ServiceForward } from '../api/proxies';
import type { SimulatedClock } from '../clock/SimulatedClock';
import type { Pod } from '../objects/KubernetesObject';
import type { ObjectStore } from '../objects/ObjectStore';
import { Random } from '../random/Random';
import {
  backendsOf,
  refKey,
  type NamespaceModel,
  type ObjectRef,
  type WorkloadModel,
  type WorldModel,
} from '../simulation/model';
import type { Simulation } from '../simulation/Simulation';
import { DeploymentController } from './DeploymentController';
import { JobController } from './JobController';
import { Kubelet } from './Kubelet';
import { MeshObjectController } from './MeshObjectController';
import { OtherControllers } from './OtherControllers';
import { Scheduler } from './Scheduler';
import { ServiceController } from './ServiceController';

const RUNNING_FOR_MS = 45 * 60 * 1000;
const PODS_PER_NODE = 200;

interface RolloutState extends ObjectRef {
  version: string;
  since: number;
}

/** Fills a cluster with its world, and keeps it going: rollouts, runs, crashes. */
export class ClusterController {
  private readonly deployments: DeploymentController;
  private readonly jobs: JobController;
  private readonly others: OtherControllers;
  private readonly services: ServiceController;
  private readonly meshObjects: MeshObjectController;
  private readonly kubelet: Kubelet;
  private readonly rolledOut: RolloutState[];
  private readonly nodes: string[];

  constructor(
    private readonly world: WorldModel,
    private readonly clock: SimulatedClock,
    private readonly store: ObjectStore,
    seed: string,
    private readonly simulation: Simulation,
  ) {
    const random = Random.named(seed, 'names');
    const pods = world.workloads.reduce((sum, item) => sum + item.replicas, 0);
    const count = Math.max(2, Math.ceil(pods / PODS_PER_NODE));
    this.nodes = Array.from({ length: count }, (_, i) => `node-${i + 1}`);
    const scheduler = new Scheduler(this.nodes);
    const kubelet = new Kubelet(store, clock, random, simulation.pods);
    this.kubelet = kubelet;
    this.deployments = new DeploymentController(
      store,
      clock,
      random,
      kubelet,
      scheduler,
    );
    this.jobs = new JobController(store, clock, random, kubelet, scheduler);
    this.others = new OtherControllers(
      store,
      clock,
      random,
      kubelet,
      scheduler,
    );
    this.services = new ServiceController(
      store,
      clock,
      random,
      simulation.services,
    );
    this.meshObjects = new MeshObjectController(
      world,
      store,
      clock,
      Random.named(seed, 'mesh objects'),
    );
    this.rolledOut = world.rollouts.map(({ workload, versions }) => ({
      ...workload,
      version: versions[0],
      since: clock.now(),
    }));
  }

  populate(): void {
    this.nodes.forEach(node => this.createNode(node));
    this.world.namespaces.forEach(item => this.createNamespace(item));
    this.world.workloads.forEach(workload => this.createWorkload(workload));
    this.world.services.forEach(service => this.services.create(service));
    this.services.follow();
    this.meshObjects.create(RUNNING_FOR_MS);
    this.store.subscribe('pods', ({ type, object }) => {
      if (type === 'DELETED') {
        this.simulation.pods.remove(object.metadata.uid);
      }
    });
    this.world.rollouts.forEach(({ workload, versions, everySeconds }) => {
      let next = 1;
      this.clock.every(everySeconds * 1000, () => {
        this.rollOut(workload, versions[next % versions.length]);
        next += 1;
      });
    });
  }

  /** @throws Error for a Deployment that the world does not have. */
  rollOut(ref: ObjectRef, version: string): void {
    const workload = this.world.workloads.find(
      item => refKey(item) === refKey(ref) && item.kind === 'Deployment',
    );
    if (!workload) {
      throw new Error(`the world has no Deployment ${refKey(ref)}`);
    }
    this.deployments.rollOut(workload, version);
    const state = this.rolledOut.find(item => refKey(item) === refKey(ref));
    if (state) {
      state.version = version;
      state.since = this.clock.now();
    } else {
      this.rolledOut.push({ ...ref, version, since: this.clock.now() });
    }
  }

  /**
   * Divides the calls to a Service anew.
   *
   * @param weights - by the name of the Service that takes calls; the others stay as they are
   * @throws Error for a Service whose calls are not divided, and for one that takes none of them
   */
  shiftWeights(ref: ObjectRef, weights: Record<string, number>): void {
    const service = this.world.services.find(
      item => refKey(item) === refKey(ref),
    );
    const backends = service && backendsOf(service);
    if (!backends) {
      throw new Error(`the calls to ${refKey(ref)} are not divided`);
    }
    for (const [name, weight] of Object.entries(weights)) {
      if (!backends.some(item => item.name === name)) {
        throw new Error(`${name} takes no calls to ${refKey(ref)}`);
      }
      if (!Number.isInteger(weight) || weight < 0) {
        throw new Error(`${weight} is no weight: give a whole number`);
      }
    }
    const shifted = backends.map(item => weights[item.name] ?? item.weight);
    if (shifted.every(weight => weight === 0)) {
      throw new Error(`nobody would take the calls to ${refKey(ref)}`);
    }
    backends.forEach((backend, i) => {
      backend.weight = shifted[i];
    });
    this.meshObjects.update(service);
  }

  /** @throws Error for a pod that is not there. */
  restartProxy(namespace: string, name: string): void {
    const pod = this.store.get<Pod>('pods', namespace, name);
    if (!pod) {
      throw new Error(`there is no pod ${namespace}/${name}`);
    }
    this.simulation.disconnect(pod.metadata.uid);
    this.kubelet.restartProxy(pod);
  }

  /** A Service without pods, for what is answered elsewhere. */
  addForward({ namespace, name, port }: ServiceForward): void {
    if (!this.store.get('namespaces', undefined, namespace)) {
      this.createNamespace({ name: namespace, injected: false });
    }
    if (!this.store.get('services', namespace, name)) {
      this.services.create({
        namespace,
        name,
        port: { name: 'http', port },
        protocol: 'http',
        selector: { app: name },
      });
    }
  }

  rollouts(): RolloutState[] {
    return this.rolledOut.map(item => ({ ...item }));
  }

  private createWorkload(workload: WorkloadModel): void {
    switch (workload.kind) {
      case 'Deployment':
        this.deployments.create(workload, RUNNING_FOR_MS);
        break;
      case 'StatefulSet':
        this.others.createStatefulSet(workload, RUNNING_FOR_MS);
        break;
      case 'DaemonSet':
        this.others.createDaemonSet(workload, RUNNING_FOR_MS);
        break;
      case 'ReplicaSet':
        this.others.createReplicaSet(workload, RUNNING_FOR_MS);
        break;
      case 'Pod':
        this.others.createPod(workload, RUNNING_FOR_MS);
        break;
      case 'Job':
        this.jobs.createJob(workload, RUNNING_FOR_MS);
        break;
      default:
        this.jobs.createCronJob(workload, RUNNING_FOR_MS);
    }
  }

  private createNamespace(model: NamespaceModel): void {
    const { name, injected, labels, annotations } = model;
    this.store.create('namespaces', {
      kind: 'Namespace',
      apiVersion: 'v1',
      metadata: {
        name,
        labels: { 'kubernetes.io/metadata.name': name, ...labels },
        annotations: {
          ...(injected ? { 'linkerd.io/inject': 'enabled' } : {}),
          ...annotations,
        },
      },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  }

  private createNode(name: string): void {
    this.store.create('nodes', {
      kind: 'Node',
      apiVersion: 'v1',
      metadata: {
        name,
        labels: {
          'kubernetes.io/hostname': name,
          'topology.kubernetes.io/zone':
            Number(name.replace(/\D/g, '')) % 2 === 1 ? 'zone-a' : 'zone-b',
        },
      },
      spec: {},
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    });
  }
}
