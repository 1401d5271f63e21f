import {
  WorkloadRef,
  workloadKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventoryPod,
  InventorySnapshot,
  MeshPeer,
} from '@backstage-mesh/plugin-service-mesh-node';
import { parseIdentity } from './identity';
import { ownerOf, overwritesOwner } from './ownerLabels';
import { SystemWorkloads } from './SystemWorkloads';

type Labels = Readonly<Record<string, string>>;

/** Kinds whose pods the injector names on every series. */
const NAMED_KINDS = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'ReplicaSet',
  'ReplicationController',
  // Its ReplicaSets are named.
  'Rollout',
]);

/** A snapshot never changes, and serves many answers. */
const accountIndexes = new WeakMap<
  InventorySnapshot,
  Map<string, Map<string, WorkloadRef>>
>();

const RUNS_TO_COMPLETION = new Set(['Job', 'CronJob']);

/** @internal */
export interface PeerResolverOptions {
  isMeshed(pod: InventoryPod): boolean;
  /** Whether peers are pods; else all pods of a workload are one. */
  byPod?: boolean;
  isGateway?(pod: InventoryPod): boolean;
  /** Who is left out. */
  system?: SystemWorkloads;
}

/**
 * Tells who the ends of a call are: the labels name somebody, the inventory knows who that is.
 *
 * @internal
 */
export class PeerResolver {
  /** Namespaces with pods, living or deleted lately, on whose own series the owner's label holds something else. */
  readonly overwritten: readonly string[];
  /** Whether there may be pods that no owner label names. */
  readonly hasBarePods: boolean;

  /** By namespace and name of the owner; one of each kind may have them. */
  private readonly byOwner = new Map<
    string,
    Map<string, { kind: string; peer: MeshPeer }[]>
  >();
  private readonly byPod: boolean;
  private gateways?: ReadonlySet<string>;

  constructor(
    private readonly snapshot: InventorySnapshot,
    private readonly options: PeerResolverOptions,
  ) {
    const { isMeshed, byPod = false } = options;
    this.byPod = byPod;
    const meshed = snapshot.pods().filter(isMeshed);
    const kept = snapshot
      .workloads()
      .flatMap(({ ref }) => snapshot.podsOf(ref, { deleted: true }));
    this.overwritten = [
      ...new Set(
        [...meshed, ...kept.filter(isMeshed)]
          .filter(pod => overwritesOwner(pod.labels))
          .map(({ namespace }) => namespace),
      ),
    ].sort();
    const workloads = [
      ...snapshot.workloads().map(({ ref }) => ref),
      ...meshed.map(({ workload }) => workload),
    ];
    this.hasBarePods = workloads.some(({ kind }) => !NAMED_KINDS.has(kind));
  }

  /** The workload whose proxy counted, with its pod where that is asked by; undefined where that is left out. */
  counting(labels: Labels): MeshPeer | undefined {
    return this.measured(this.counter(labels));
  }

  /** Whom an outbound call went to; undefined where that is left out. */
  target(labels: Labels): MeshPeer | undefined {
    return this.measured(this.callee(labels));
  }

  /** Whether somebody is no part of the numbers. */
  isLeftOut(peer: MeshPeer): boolean {
    return this.options.system?.has(peer) ?? false;
  }

  /** Whether a workload takes calls from other clusters, whose identities may be those of others here. */
  isGateway(workload: WorkloadRef): boolean {
    this.gateways ??= new Set(
      this.snapshot
        .pods()
        .filter(pod => this.options.isGateway?.(pod))
        .map(pod => workloadKey(pod.workload)),
    );
    return this.gateways.size > 0 && this.gateways.has(workloadKey(workload));
  }

  /** The workloads whose pods have an identity's ServiceAccount: the more there are, the less it says. */
  candidates(identity: string): readonly WorkloadRef[] {
    const account = parseIdentity(identity);
    return account
      ? this.accountWorkloads(account.namespace, account.serviceAccount)
      : [];
  }

  /** The workloads whose pods run as a ServiceAccount. */
  accountWorkloads(
    namespace: string,
    serviceAccount: string,
  ): readonly WorkloadRef[] {
    let index = accountIndexes.get(this.snapshot);
    if (!index) {
      index = this.indexServiceAccounts();
      accountIndexes.set(this.snapshot, index);
    }
    return [...(index.get(`${namespace}/${serviceAccount}`)?.values() ?? [])];
  }

  /** Whether a workload's pods of a window lived too short to be measured well at their own side. */
  isShortLived(
    workload: WorkloadRef,
    window: { from: number; to: number; shortestMs: number },
  ): boolean {
    const lives = this.snapshot
      .podsOf(workload, { deleted: true })
      .map(pod => ({
        from: Date.parse(pod.createdAt),
        // When a finished pod ended is not known: it is deleted long after it.
        to: isFinished(pod) ? undefined : pod.deletedAt ?? window.to,
      }))
      .filter(
        life => (life.to ?? life.from) >= window.from || life.to === undefined,
      );
    if (RUNS_TO_COMPLETION.has(workload.kind)) {
      // A run is found by a scraper some seconds after it began: its own side misses its first calls.
      return (
        lives.some(life => life.from >= window.from) ||
        !lives.some(
          life =>
            life.to !== undefined && life.to - life.from >= window.shortestMs,
        )
      );
    }
    return (
      lives.length > 0 &&
      lives.every(
        life =>
          life.to !== undefined && life.to - life.from < window.shortestMs,
      )
    );
  }

  private measured(peer: MeshPeer | undefined): MeshPeer | undefined {
    return peer && this.isLeftOut(peer) ? undefined : peer;
  }

  private counter(labels: Labels): MeshPeer | undefined {
    const { namespace, pod } = labels;
    if (!namespace) {
      return undefined;
    }
    if (pod) {
      return this.pod(namespace, pod, ownerOf(labels));
    }
    const owner = ownerOf(labels);
    return owner && this.ownerPeer(namespace, owner);
  }

  private callee(labels: Labels): MeshPeer | undefined {
    const namespace = labels.dst_namespace;
    const owner = ownerOf(labels, 'dst_');
    if (namespace && labels.dst_target_service) {
      return {
        type: 'service',
        namespace: labels.dst_target_service_namespace ?? namespace,
        name: labels.dst_target_service,
        ...(labels.dst_target_cluster && {
          meshCluster: labels.dst_target_cluster,
        }),
      };
    }
    if (namespace && labels.dst_pod) {
      return this.pod(namespace, labels.dst_pod, owner);
    }
    if (namespace && owner) {
      return this.ownerPeer(namespace, owner);
    }
    if (labels.dst_external_workload) {
      return { type: 'external', host: labels.dst_external_workload };
    }
    if (namespace && labels.dst_service) {
      return { type: 'service', namespace, name: labels.dst_service };
    }
    return labels.target_addr ? this.address(labels.target_addr) : undefined;
  }

  private address(address: string): MeshPeer {
    const ip = address.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
    const pod = this.snapshot.podByIp(ip);
    if (pod) {
      return this.peer(pod.workload, pod.name);
    }
    const service = this.snapshot.serviceByClusterIp(ip);
    return service
      ? { type: 'service', namespace: service.namespace, name: service.name }
      : { type: 'external', host: address };
  }

  private pod(
    namespace: string,
    name: string,
    owner?: { kind: string; name: string },
  ): MeshPeer {
    const known = this.snapshot.pod(namespace, name);
    if (known) {
      return this.peer(known.workload, name);
    }
    return this.peer(
      owner
        ? this.owner(namespace, owner)
        : { cluster: this.snapshot.cluster, namespace, kind: 'Pod', name },
      name,
    );
  }

  private peer(workload: WorkloadRef, pod: string): MeshPeer {
    return { type: 'workload', workload, ...(this.byPod && { pod }) };
  }

  /** The same object for the same owner: answers name each some dozen times. */
  private ownerPeer(
    namespace: string,
    owner: { kind: string; name: string },
  ): MeshPeer {
    let named = this.byOwner.get(namespace);
    if (!named) {
      named = new Map();
      this.byOwner.set(namespace, named);
    }
    const namesakes = named.get(owner.name) ?? [];
    let peer = namesakes.find(({ kind }) => kind === owner.kind)?.peer;
    if (!peer) {
      peer = { type: 'workload', workload: this.owner(namespace, owner) };
      named.set(owner.name, [...namesakes, { kind: owner.kind, peer }]);
    }
    return peer;
  }

  private owner(
    namespace: string,
    { kind, name }: { kind: string; name: string },
  ): WorkloadRef {
    return (
      this.snapshot.resolveOwner(namespace, kind, name) ?? {
        cluster: this.snapshot.cluster,
        namespace,
        kind,
        name,
      }
    );
  }

  private indexServiceAccounts(): Map<string, Map<string, WorkloadRef>> {
    const index = new Map<string, Map<string, WorkloadRef>>();
    const pods = [
      ...this.snapshot.pods(),
      ...this.snapshot
        .workloads()
        .flatMap(({ ref }) => this.snapshot.podsOf(ref, { deleted: true })),
    ];
    for (const pod of pods) {
      const key = `${pod.namespace}/${pod.serviceAccount ?? 'default'}`;
      const workloads = index.get(key) ?? new Map<string, WorkloadRef>();
      workloads.set(workloadKey(pod.workload), pod.workload);
      index.set(key, workloads);
    }
    return index;
  }
}

function isFinished({ phase }: InventoryPod): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}
