import type { ApiObject, KubernetesApi } from './KubernetesApi';

export interface Owner {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
}

/** Nothing controls or runs what is written here: the tests are the controllers and the kubelet. */
export class Workloads {
  private nextIp = 1;

  constructor(private readonly api: KubernetesApi) {}

  async namespace(name: string): Promise<void> {
    await this.api.create('/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
  }

  /** A Deployment with its ReplicaSet, without pods. */
  async deployment(
    namespace: string,
    name: string,
  ): Promise<{ deployment: Owner; replicaSet: Owner }> {
    const deployment = await this.controller(namespace, 'Deployment', name);
    const replicaSet = await this.controller(
      namespace,
      'ReplicaSet',
      `${name}-6d4cf56db6`,
      { owner: deployment, app: name },
    );
    return { deployment, replicaSet };
  }

  /** Any owner of pods in the group `apps`. */
  async controller(
    namespace: string,
    kind: 'Deployment' | 'ReplicaSet' | 'StatefulSet' | 'DaemonSet',
    name: string,
    options: { owner?: Owner; app?: string } = {},
  ): Promise<Owner> {
    const { owner, app = name } = options;
    const object = await this.api.create(
      `/apis/apps/v1/namespaces/${namespace}/${kind.toLowerCase()}s`,
      {
        apiVersion: 'apps/v1',
        kind,
        metadata: {
          name,
          labels: { app },
          ...(owner
            ? { ownerReferences: [{ ...owner, controller: true }] }
            : {}),
        },
        spec: {
          selector: { matchLabels: { app } },
          template: { metadata: { labels: { app } }, spec: podSpec() },
          ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
        },
      },
    );
    return ownerOf(object);
  }

  /** A running pod with a proxy in it. */
  async pod(
    namespace: string,
    name: string,
    options: {
      owner?: Owner;
      labels?: Record<string, string>;
      annotations?: Record<string, string>;
      isMeshed?: boolean;
    } = {},
  ): Promise<ApiObject> {
    const { owner, labels = {}, annotations = {}, isMeshed = true } = options;
    const ip = this.nextIp++;
    return this.api.create(`/api/v1/namespaces/${namespace}/pods`, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        labels: {
          ...labels,
          ...(isMeshed ? { 'linkerd.io/control-plane-ns': 'linkerd' } : {}),
        },
        annotations,
        ...(owner ? { ownerReferences: [{ ...owner, controller: true }] } : {}),
      },
      spec: podSpec(isMeshed),
      status: {
        phase: 'Running',
        podIP: `10.244.${Math.floor(ip / 250)}.${(ip % 250) + 1}`,
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [
          {
            name: 'app',
            image: 'app:1',
            imageID: '',
            ready: true,
            started: true,
            restartCount: 0,
            state: { running: { startedAt: new Date().toISOString() } },
            lastState: {},
          },
        ],
      },
    });
  }
}

export function ownerOf({ apiVersion, kind, metadata }: ApiObject): Owner {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '' };
}

function podSpec(isMeshed = true): Record<string, unknown> {
  return {
    containers: [
      { name: 'app', image: 'app:1', ports: [{ containerPort: 8080 }] },
    ],
    ...(isMeshed
      ? {
          initContainers: [
            {
              name: 'linkerd-proxy',
              image: 'proxy:1',
              restartPolicy: 'Always',
              ports: [{ name: 'linkerd-admin', containerPort: 4191 }],
            },
          ],
        }
      : {}),
  };
}
