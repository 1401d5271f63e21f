import type { Clock } from '../clock/Clock';
import { timestamp } from '../clock/Clock';
import type { KubernetesObject, Pod } from '../objects/KubernetesObject';
import type { ObjectStore } from '../objects/ObjectStore';
import { randomSuffix, type Random } from '../random/Random';
import type { MirrorModel, ServiceModel } from '../simulation/model';
import type { ServiceDirectory } from '../simulation/ServiceDirectory';
import { identityOfAccount } from '../simulation/SimulatedPod';
import { controllerOf } from './templates';

/** Services, and the EndpointSlices that follow their pods. */
export class ServiceController {
  private readonly slices = new Map<string, ServiceModel[]>();

  constructor(
    private readonly store: ObjectStore,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly directory: ServiceDirectory,
  ) {}

  create(model: ServiceModel): void {
    const { namespace, name, port, selector, labels, annotations, mirror } =
      model;
    const clusterIP = this.directory.clusterIp(model);
    const service = this.store.create('services', {
      kind: 'Service',
      apiVersion: 'v1',
      metadata: {
        name,
        namespace,
        ...(labels ? { labels } : {}),
        ...(annotations ? { annotations } : {}),
      },
      spec: {
        ports: [
          {
            name: port.name,
            protocol: 'TCP',
            port: port.port,
            targetPort: port.port,
          },
        ],
        ...(mirror ? {} : { selector }),
        clusterIP,
        clusterIPs: [clusterIP],
        type: 'ClusterIP',
        sessionAffinity: 'None',
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        internalTrafficPolicy: 'Cluster',
      },
      status: { loadBalancer: {} },
    });
    if (mirror) {
      this.createEndpoints(model, mirror);
      return;
    }
    this.createSlice(model, service);
    this.slices.set(namespace, [...(this.slices.get(namespace) ?? []), model]);
  }

  /** As a service mirror writes them: they lead to the other cluster's gateway. */
  private createEndpoints(
    { namespace, name, port, labels, annotations }: ServiceModel,
    { gateway }: MirrorModel,
  ): void {
    this.store.create('endpoints', {
      kind: 'Endpoints',
      apiVersion: 'v1',
      metadata: {
        name,
        namespace,
        labels,
        annotations: {
          ...annotations,
          'mirror.linkerd.io/remote-gateway-identity': identityOfAccount(
            'linkerd-multicluster',
            'linkerd-gateway',
          ),
        },
      },
      subsets: [
        {
          addresses: [{ ip: gateway.ip }],
          ports: [{ name: port.name, port: gateway.port, protocol: 'TCP' }],
        },
      ],
    });
  }

  /** Keeps the slices up to date from now on. */
  follow(): void {
    this.store.subscribe('pods', ({ object }) => {
      const { namespace, labels = {} } = object.metadata;
      for (const model of this.slices.get(namespace ?? '') ?? []) {
        if (selects(model, labels)) {
          this.updateSlice(model);
        }
      }
    });
  }

  private createSlice(model: ServiceModel, service: KubernetesObject): void {
    const { namespace, name, port } = model;
    this.store.create('endpointslices', {
      kind: 'EndpointSlice',
      apiVersion: 'discovery.k8s.io/v1',
      metadata: {
        name: `${name}-${randomSuffix(this.random, 5)}`,
        generateName: `${name}-`,
        namespace,
        generation: 1,
        labels: {
          'endpointslice.kubernetes.io/managed-by':
            'endpointslice-controller.k8s.io',
          'kubernetes.io/service-name': name,
        },
        annotations: {
          'endpoints.kubernetes.io/last-change-trigger-time': timestamp(
            this.clock.now(),
          ),
        },
        ownerReferences: [controllerOf(service)],
      },
      addressType: 'IPv4',
      endpoints: this.endpointsOf(model),
      ports: [{ name: port.name, protocol: 'TCP', port: port.port }],
    });
  }

  private updateSlice(model: ServiceModel): void {
    const slice = this.store
      .list('endpointslices', model.namespace)
      .find(
        item =>
          item.metadata.labels?.['kubernetes.io/service-name'] === model.name,
      );
    if (!slice) {
      return;
    }
    const endpoints = this.endpointsOf(model);
    if (JSON.stringify(endpoints) === JSON.stringify(slice.endpoints)) {
      return;
    }
    this.store.update(
      'endpointslices',
      model.namespace,
      slice.metadata.name,
      draft => {
        draft.metadata.generation = (draft.metadata.generation ?? 1) + 1;
        draft.endpoints = endpoints;
      },
    );
  }

  private endpointsOf(model: ServiceModel): object[] {
    return this.store
      .list<Pod>('pods', model.namespace)
      .filter(
        pod =>
          selects(model, pod.metadata.labels ?? {}) &&
          pod.status.podIP !== undefined &&
          pod.status.phase === 'Running',
      )
      .map(pod => {
        const terminating = pod.metadata.deletionTimestamp !== undefined;
        const isReady = pod.status.conditions.some(
          item => item.type === 'Ready' && item.status === 'True',
        );
        const nodeName = pod.spec.nodeName ?? '';
        return {
          addresses: [pod.status.podIP],
          conditions: {
            ready: isReady && !terminating,
            serving: isReady,
            terminating,
          },
          targetRef: {
            kind: 'Pod',
            namespace: pod.metadata.namespace,
            name: pod.metadata.name,
            uid: pod.metadata.uid,
          },
          nodeName,
          zone:
            Number(nodeName.replace(/\D/g, '')) % 2 === 1 ? 'zone-a' : 'zone-b',
        };
      });
  }
}

function selects(
  { selector }: ServiceModel,
  labels: Record<string, string>,
): boolean {
  return Object.entries(selector).every(
    ([key, value]) => labels[key] === value,
  );
}
