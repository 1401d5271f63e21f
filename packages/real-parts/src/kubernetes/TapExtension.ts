import { readFile } from 'node:fs/promises';
import {
  startTapServer,
  type DemoCluster,
  type TapAuthorizer,
  type TapServer,
  type TapTargets,
} from 'demo-cluster';
import { waitUntil } from '../programs/waitUntil';
import type { ApiObject, KubernetesApi } from './KubernetesApi';
import type { RealCluster } from './useRealCluster';
import type { Workloads } from './workloads';

const SERVICES = '/api/v1/namespaces/linkerd-viz/services';
const API_SERVICES = '/apis/apiregistration.k8s.io/v1/apiservices';
const API_SERVICE = 'v1alpha1.tap.linkerd.io';

type Tappable = Parameters<TapTargets['list']>[0];

const KINDS: Record<Tappable, [path: string, kind: string]> = {
  namespaces: ['/api/v1', 'Namespace'],
  pods: ['/api/v1', 'Pod'],
  replicationcontrollers: ['/api/v1', 'ReplicationController'],
  services: ['/api/v1', 'Service'],
  daemonsets: ['/apis/apps/v1', 'DaemonSet'],
  deployments: ['/apis/apps/v1', 'Deployment'],
  replicasets: ['/apis/apps/v1', 'ReplicaSet'],
  statefulsets: ['/apis/apps/v1', 'StatefulSet'],
  jobs: ['/apis/batch/v1', 'Job'],
  cronjobs: ['/apis/batch/v1', 'CronJob'],
};

/** What the tap server reads, from the real API server. */
function targetsOf(api: KubernetesApi): TapTargets {
  return {
    async list(resource, namespace) {
      const [path, kind] = KINDS[resource];
      const scope = namespace ? `/namespaces/${namespace}` : '';
      const list = await api.get<{
        items: Awaited<ReturnType<TapTargets['list']>>;
      }>(`${path}${scope}/${resource}`);
      // Items of a list do not say what they are.
      return list.items.map(item => ({ ...item, kind }));
    },
  };
}

/** The tap server's own review, by the real API server. */
function authorizerOf(api: KubernetesApi): TapAuthorizer {
  return {
    async authorize({ username, groups }, attributes) {
      const review = await api.create(
        '/apis/authorization.k8s.io/v1/subjectaccessreviews',
        {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SubjectAccessReview',
          metadata: { name: '' },
          spec: {
            user: username,
            groups,
            resourceAttributes: { ...attributes, version: 'v1alpha1' },
          },
        },
      );
      return review.status as { allowed: boolean; reason?: string };
    },
  };
}

/**
 * The demo cluster's tap server behind a real API server, registered as Linkerd viz registers its own. It listens to the simulated proxies
 * of pods that have the same namespace and name in both clusters.
 */
export class TapExtension {
  private constructor(
    private readonly api: KubernetesApi,
    readonly server: TapServer,
  ) {}

  static async install(
    { controlPlane, api, workloads }: RealCluster,
    demo: DemoCluster,
  ): Promise<TapExtension> {
    const pair = await controlPlane.certificates.issue({
      name: 'tap',
      commonName: 'tap.linkerd-viz.svc',
      subjectAltNames: ['DNS:tap.linkerd-viz.svc'],
    });
    const demoUids = new Map<string, string>();
    const server = await startTapServer({
      targets: targetsOf(api),
      authorizer: authorizerOf(api),
      clock: demo.clock,
      feed: {
        observe: (podUid, listener) =>
          demo.feed.observe(demoUids.get(podUid) ?? podUid, listener),
      },
      tls: {
        key: await readFile(pair.keyFile, 'utf8'),
        cert: await readFile(pair.certFile, 'utf8'),
        clientCa: controlPlane.frontProxyCa,
      },
      allowedNames: ['front-proxy-client'],
    });
    await copyWorkloads(demo, workloads, demoUids);
    await workloads.namespace('linkerd-viz');
    await api.create(SERVICES, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'tap' },
      // Endpoints on loopback are refused; a name is not.
      spec: { type: 'ExternalName', externalName: 'localhost' },
    });
    const extension = new TapExtension(api, server);
    await extension.register(await controlPlane.certificates.caPem());
    return extension;
  }

  /** Takes the registration away, as when viz is uninstalled. */
  async unregister(): Promise<void> {
    await this.api.delete(`${API_SERVICES}/${API_SERVICE}`);
  }

  async register(ca: string): Promise<void> {
    await this.api.create(API_SERVICES, {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: API_SERVICE },
      spec: {
        group: 'tap.linkerd.io',
        version: 'v1alpha1',
        groupPriorityMinimum: 1000,
        versionPriority: 100,
        service: {
          name: 'tap',
          namespace: 'linkerd-viz',
          port: this.server.port,
        },
        caBundle: Buffer.from(ca).toString('base64'),
      },
    });
    await this.waitForAvailability('True');
  }

  async waitForAvailability(status: 'True' | 'False'): Promise<void> {
    await waitUntil(
      `the tap API's availability to be ${status}`,
      async () => (await this.availability()) === status,
      { withinMs: 60_000, everyMs: 250 },
    );
  }

  private async availability(): Promise<string | undefined> {
    const { status } = await this.api.get<
      ApiObject & {
        status?: { conditions?: { type: string; status: string }[] };
      }
    >(`${API_SERVICES}/${API_SERVICE}`);
    return status?.conditions?.find(({ type }) => type === 'Available')?.status;
  }

  close(): Promise<void> {
    return this.server.close();
  }
}

/** Writes Deployments of the namespace `video` and their pods with the simulated ones' names, labels and annotations. */
async function copyWorkloads(
  demo: DemoCluster,
  workloads: Workloads,
  demoUids: Map<string, string>,
): Promise<void> {
  await workloads.namespace('video');
  const pods = demo.store.list('pods', 'video');
  for (const { metadata } of demo.store.list('deployments', 'video')) {
    const { replicaSet } = await workloads.deployment('video', metadata.name);
    const owned = demo.store
      .list('replicasets', 'video')
      .filter(({ metadata: { ownerReferences } }) =>
        ownerReferences?.some(({ uid }) => uid === metadata.uid),
      )
      .map(({ metadata: { uid } }) => uid);
    for (const pod of pods) {
      const isOwned = pod.metadata.ownerReferences?.some(({ uid }) =>
        owned.includes(uid),
      );
      if (isOwned) {
        const { name, labels, annotations, uid } = pod.metadata;
        const copy = await workloads.pod('video', name, {
          owner: replicaSet,
          labels,
          annotations,
          isMeshed: labels?.['linkerd.io/control-plane-ns'] !== undefined,
        });
        demoUids.set(copy.metadata.uid ?? '', uid);
      }
    }
  }
}
