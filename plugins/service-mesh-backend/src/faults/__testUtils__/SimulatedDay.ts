import { mockServices } from '@backstage/backend-test-utils';
import { MeshContext } from '@backstage-mesh/plugin-service-mesh-node';
import { Feed, object, owner } from '../../inventory/__testUtils__/Feed';
import { KubernetesPod } from '../../inventory/kubernetesObjects';
import { LinkerdMesh } from '../../mesh/linkerd/LinkerdMesh';
import { readLinkerdSettings } from '../../mesh/linkerd/settings';
import { scriptedCluster } from '../../mesh/__testUtils__/scriptedCluster';
import { TrafficService } from '../../mesh/TrafficService';
import {
  INSTALLATION,
  scriptedConnection,
} from '../../metrics/__testUtils__/recordedMesh';
import {
  ALLOWED,
  proxiedPod,
} from '../../metrics/__testUtils__/recordedProxies';
import { ProxiesSource } from '../../metrics/proxies';

const WORKLOADS = ['web', 'api', 'db', 'search', 'cart', 'mail'];
const PODS_EACH = 2;

const STEP_MS = 30_000;
/** Rounds of an hour. */
export const HOUR_STEPS = 3_600_000 / STEP_MS;
/** One pod after the other is replaced: some 960 in a day. */
const REPLACED_EVERY_STEPS = 3;
/** Whom they call changes its name: previews of pull requests, and jobs. */
const RENAMED_EVERY_STEPS = 10;

/** A cluster in which something changes every minute, and somebody who looks at it all day. */
export class SimulatedDay {
  /** Questions that were answered with numbers. */
  answered = 0;
  private readonly feed = new Feed();
  private readonly bornAt = new Map<string, number>();
  private readonly logger = mockServices.logger.mock();
  private readonly source: ProxiesSource;
  private readonly traffic: TrafficService;
  private readonly mesh: LinkerdMesh;
  private step = 0;
  private born = 0;

  constructor() {
    const { feed, logger } = this;
    const connection = scriptedConnection(request => {
      if (request.path.endsWith('selfsubjectaccessreviews')) {
        return ALLOWED;
      }
      const pod = proxiedPod(request);
      return pod
        ? { status: 200, body: this.exposition(pod.name) }
        : { status: 404, body: '{}' };
    });
    // What was asked is no part of what the portal keeps.
    Object.defineProperty(connection.asked, 'push', { value: () => 0 });
    const context: MeshContext = {
      connection,
      inventory: {
        cluster: 'east',
        ready: async () => feed.snapshot,
        snapshot: () => feed.snapshot,
        state: () => ({ state: 'ready' }),
      },
      logger,
    };
    this.mesh = new LinkerdMesh(context, INSTALLATION, readLinkerdSettings());
    this.source = new ProxiesSource({
      cluster: 'east',
      connection,
      snapshot: () => feed.snapshot,
      mesh: this.mesh,
      excludedNamespaces: [],
      logger,
      now: () => feed.now,
      wait: async () => {},
    });
    this.traffic = new TrafficService({ logger, now: () => feed.now });
    for (const name of WORKLOADS) {
      feed.set('deployments', object(name));
      feed.set(
        'replicasets',
        object(`${name}-1`, { owner: owner('Deployment', name) }),
      );
      for (let i = 0; i < PODS_EACH; i += 1) {
        this.addPod(name);
      }
    }
  }

  async pass(hours: number): Promise<void> {
    for (let i = 0; i < hours * HOUR_STEPS; i += 1) {
      await this.takeStep();
    }
  }

  /** What is known, as far as it can be counted from outside. */
  counts() {
    const { snapshot } = this.feed;
    const pods = snapshot
      .workloads()
      .flatMap(({ ref }) => snapshot.podsOf(ref, { deleted: true }));
    return {
      living: pods.filter(({ deletedAt }) => deletedAt === undefined).length,
      deleted: pods.filter(({ deletedAt }) => deletedAt !== undefined).length,
      workloads: snapshot.workloads().length,
    };
  }

  close(): void {
    this.source.close();
  }

  private async takeStep(): Promise<void> {
    this.step += 1;
    this.feed.now += STEP_MS;
    if (this.step % REPLACED_EVERY_STEPS === 0) {
      const [oldest] = this.feed.snapshot
        .pods()
        .map(({ name, uid, workload }) => ({ name, uid, workload }))
        .sort(
          (a, b) =>
            (this.bornAt.get(a.name) ?? 0) - (this.bornAt.get(b.name) ?? 0),
        );
      this.feed.remove('pods', object(oldest.name, { uid: oldest.uid }));
      this.bornAt.delete(oldest.name);
      this.addPod(oldest.workload.name);
    }
    if (this.step % 2 === 0) {
      this.feed.store.forget();
    }
    const { snapshot } = this.feed;
    const cluster = scriptedCluster(snapshot, this.mesh, {
      name: 'east',
      metrics: async () => ({ source: this.source, steps: [] }),
    });
    const focus = [
      {
        cluster: 'east',
        namespace: 'shop',
        kind: 'Deployment',
        name: WORKLOADS[this.step % WORKLOADS.length],
      },
    ];
    const views = await Promise.all([
      this.traffic.counts(cluster, snapshot, { windowSeconds: 60 }),
      this.traffic.latency(cluster, snapshot, { windowSeconds: 60, focus }),
      // Everybody asks for another moment of the past.
      this.traffic.counts(cluster, snapshot, {
        windowSeconds: 60,
        at: this.feed.now - 60_000,
      }),
    ]);
    this.answered += views.filter(
      ({ traffic }) => (traffic?.workloads.length ?? 0) > 0,
    ).length;
  }

  private addPod(workload: string): void {
    this.born += 1;
    const name = `${workload}-1-${this.born}`;
    this.bornAt.set(name, this.feed.now);
    const base = object(name, {
      owner: owner('ReplicaSet', `${workload}-1`),
      labels: {
        'linkerd.io/control-plane-ns': 'linkerd',
        'linkerd.io/proxy-deployment': workload,
        'pod-template-hash': '1',
      },
      createdAt: new Date(this.feed.now).toISOString(),
    });
    const pod: KubernetesPod = {
      ...base,
      spec: {
        containers: [
          { name: 'app', image: 'app:1' },
          {
            name: 'linkerd-proxy',
            image: 'proxy:1',
            ports: [{ name: 'linkerd-admin', containerPort: 4191 }],
          },
        ],
      },
      status: { phase: 'Running', podIP: `10.0.0.${this.born % 250}` },
    };
    this.feed.set('pods', pod);
  }

  /** What the proxy of a pod counted since it was born. */
  private exposition(pod: string): string {
    const bornAt = this.bornAt.get(pod) ?? this.feed.now;
    const count = Math.round((this.feed.now - bornAt) / 100);
    const epoch = Math.floor(this.step / RENAMED_EVERY_STEPS);
    const inbound = 'direction="inbound",target_port="8080",tls="true"';
    const outbound = `direction="outbound",tls="true",dst_namespace="preview-${epoch}",dst_deployment="preview-${epoch}"`;
    const lines = [inbound, outbound].flatMap(labels => [
      `request_total{${labels}} ${count}`,
      `response_total{${labels},classification="success"} ${count}`,
      `response_latency_ms_sum{${labels}} ${3 * count}`,
      `response_latency_ms_count{${labels}} ${count}`,
      ...['1', '5', '50', '+Inf'].map(
        le => `response_latency_ms_bucket{${labels},le="${le}"} ${count}`,
      ),
    ]);
    return [`process_start_time_seconds ${bornAt / 1000}`, ...lines, ''].join(
      '\n',
    );
  }
}
