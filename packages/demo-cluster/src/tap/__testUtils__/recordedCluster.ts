import { ApiServer } from '../../api/ApiServer';
import { Authenticator } from '../../api/authentication';
import { Rbac, type PolicyRule, type UserInfo } from '../../api/authorization';
import { DemoRoutes } from '../../api/demoRoutes';
import { Faults } from '../../api/faults';
import { DialError } from '../../api/network';
import { ResourceProxy } from '../../api/proxies';
import { SimulatedClock } from '../../clock/SimulatedClock';
import { ObjectStore } from '../../objects/ObjectStore';
import type { ResourceName } from '../../objects/resources';
import { Random } from '../../random/Random';
import { TapFaults } from '../faults';
import { TAP_GROUP_VERSION } from '../discovery';
import { createTapApi } from '../tapGroup';
import { ManualFeed } from './ManualFeed';

export interface PodOptions {
  meshed?: boolean;
  tap?: 'enabled' | 'disabled' | 'missing';
  phase?: string;
  owner?: { kind: string; uid: string };
  labels?: Record<string, string>;
}

const MESHED = { 'linkerd.io/control-plane-ns': 'linkerd' };
const TAP_ANNOTATIONS = {
  enabled: { 'viz.linkerd.io/tap-enabled': 'true' },
  disabled: { 'viz.linkerd.io/disable-tap': 'true' },
  missing: {},
};

const rule = (resources: string[], apiGroups = ['tap.linkerd.io']) => ({
  verbs: ['watch'],
  apiGroups,
  resources,
});

function binding(name: string, rules: PolicyRule[], namespace?: string) {
  return {
    name,
    role: name,
    rules,
    ...(namespace ? { namespace } : {}),
    subjects: [{ kind: 'User' as const, name }],
  };
}

/** The recorded cluster's users: admin may everything; alice taps workloads in `video`, and passes the API server alone in `voting`. */
function recordedRbac(): Rbac {
  return new Rbac([
    binding('admin', [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]),
    binding(
      'alice',
      [rule(['deployments/tap', 'statefulsets/tap', 'pods/tap'])],
      'video',
    ),
    binding('alice', [rule(['tap'])], 'voting'),
  ]);
}

/** A cluster whose API server and tap server are real, whose pods are what a test puts there, and whose requests happen on demand. */
export class RecordedCluster {
  readonly clock = new SimulatedClock({
    startAt: Date.parse('2026-11-21T00:00:00Z'),
    speed: 0,
  });
  readonly store = new ObjectStore(this.clock, new Random(1));
  readonly feed = new ManualFeed(this.clock);
  readonly faults = new TapFaults();
  readonly reachability = new Map<string, 'unreachable' | 'hangs'>();
  url = '';
  private server: ApiServer | undefined;

  async start(): Promise<void> {
    const { clock, store, feed } = this;
    const rbac = recordedRbac();
    const users = new Map<string, UserInfo>(
      ['admin', 'alice', 'bob'].map(username => [
        username,
        { username, groups: [] },
      ]),
    );
    this.server = new ApiServer({
      store,
      clock,
      rbac,
      authenticator: new Authenticator(users, rbac),
      proxy: new ResourceProxy(store, {
        request: () => Promise.reject(new DialError('no pod network')),
      }),
      faults: new Faults(),
      demo: new DemoRoutes({}),
      aggregated: new Map([
        [
          TAP_GROUP_VERSION,
          createTapApi(
            {
              store,
              clock,
              feed,
              authorizer: rbac,
              reachability: uid => this.reachability.get(uid) ?? 'reachable',
            },
            this.faults,
          ),
        ],
      ]),
      bookmarkEveryMs: 60_000,
    });
    const port = await this.server.listen({ host: '127.0.0.1', port: 0 });
    this.url = `http://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    await this.server?.close();
  }

  /** The viz extension: its Service, and a pod behind it. */
  installViz(): void {
    this.object('services', 'linkerd-viz', 'tap', {
      spec: { selector: { component: 'tap' } },
    });
    this.object('endpointslices', 'linkerd-viz', 'tap-abcde', {
      labels: { 'kubernetes.io/service-name': 'tap' },
      endpoints: [{ conditions: { ready: true } }],
    });
    this.pod('linkerd-viz', 'tap-0', { labels: { component: 'tap' } });
  }

  object(
    resource: ResourceName,
    namespace: string | undefined,
    name: string,
    {
      labels,
      owner,
      ...rest
    }: {
      labels?: Record<string, string>;
      owner?: PodOptions['owner'];
    } & Record<string, unknown> = {},
  ): string {
    return this.store.create(resource, {
      kind: '',
      apiVersion: '',
      metadata: {
        name,
        ...(namespace ? { namespace } : {}),
        ...(labels ? { labels } : {}),
        ...(owner
          ? {
              ownerReferences: [
                { apiVersion: 'v1', name: 'owner', controller: true, ...owner },
              ],
            }
          : {}),
      },
      ...rest,
    }).metadata.uid;
  }

  /** Returns the uid of the pod, which is its name. */
  pod(
    namespace: string,
    name: string,
    {
      meshed = true,
      tap = 'enabled',
      phase = 'Running',
      owner,
      labels = {},
    }: PodOptions = {},
  ): string {
    return this.store.create('pods', {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: {
        name,
        namespace,
        uid: name,
        labels: { ...(meshed ? MESHED : {}), ...labels },
        annotations: TAP_ANNOTATIONS[tap],
        ...(owner
          ? {
              ownerReferences: [
                { apiVersion: 'v1', name: 'owner', controller: true, ...owner },
              ],
            }
          : {}),
      },
      spec: { containers: [], serviceAccountName: 'default' },
      status: {
        phase,
        conditions: [],
        ...(phase === 'Pending' ? {} : { podIP: '10.244.1.5' }),
      },
    }).metadata.uid;
  }

  /** A Deployment with its ReplicaSet and pods. */
  deployment(
    namespace: string,
    name: string,
    pods: string[],
    options: PodOptions = {},
    labels: Record<string, string> = {},
  ): void {
    const uid = this.object('deployments', namespace, name, { labels });
    const replicaSet = this.object('replicasets', namespace, `${name}-1`, {
      owner: { kind: 'Deployment', uid },
    });
    for (const pod of pods) {
      this.pod(namespace, pod, {
        ...options,
        owner: { kind: 'ReplicaSet', uid: replicaSet },
      });
    }
  }
}
