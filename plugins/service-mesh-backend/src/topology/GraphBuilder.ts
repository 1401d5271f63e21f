import {
  ContainerError,
  MeshedPods,
  TopologyEdge,
  TopologyNode,
  WorkloadRef,
  workloadKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  EdgeTraffic,
  InventoryPod,
  InventorySnapshot,
  LatencyBuckets,
  Mesh,
  MeshPeer,
  MeshTraffic,
  WorkloadTraffic,
} from '@backstage-mesh/plugin-service-mesh-node';
import { trafficStats } from '../stats/trafficStats';
import { bareNode } from './bareNode';
import { edgeId, NodePeer, nodeId, workloadNodeId } from './nodeIds';

/** What a graph of one cluster is made of. @internal */
export interface GraphInput {
  cluster: string;
  snapshot: InventorySnapshot;
  mesh?: Mesh;
  counts?: MeshTraffic;
  latency?: MeshTraffic;
  /** Names of namespaces that are not shown. */
  hidden: ReadonlySet<string>;
  /** Keys of the workloads that are shown although their namespaces are not. */
  gateways?: ReadonlySet<string>;
}

/** An edge between nodes that are not made yet. @internal */
export interface GraphEdge {
  source: NodePeer;
  target: NodePeer;
  traffic: EdgeTraffic;
}

/**
 * Makes nodes and edges of one cluster from its traffic and its inventory.
 *
 * @internal
 */
export class GraphBuilder {
  readonly edges: readonly GraphEdge[];

  private readonly windowSeconds: number;
  private readonly inbound: ReadonlyMap<string, WorkloadTraffic>;
  private readonly buckets: ReadonlyMap<string, LatencyBuckets>;

  constructor(
    private readonly input: GraphInput,
    edges?: readonly GraphEdge[],
  ) {
    const { counts, latency } = input;
    this.windowSeconds = counts?.windowSeconds ?? 60;
    this.inbound = inboundOf(counts);
    const buckets = new Map<string, LatencyBuckets>();
    latency?.workloads.forEach(row => {
      if (row.latency) {
        buckets.set(workloadKey(row.workload), row.latency);
      }
    });
    latency?.edges.forEach(row => {
      if (row.latency) {
        // A call between two namespaces that are both in focus comes twice, and is the same.
        buckets.set(this.edgeKey(row), row.latency);
      }
    });
    this.buckets = buckets;
    this.edges =
      edges ??
      (counts?.edges ?? []).flatMap(traffic => {
        const target = nodePeer(traffic.target, traffic.target);
        const source = nodePeer(traffic.source, traffic.target);
        return source && target && this.isShown(source) && this.isShown(target)
          ? [{ source, target, traffic }]
          : [];
      });
  }

  /** The same graph with what is known later. */
  with(more: Pick<GraphInput, 'latency'>): GraphBuilder {
    return new GraphBuilder({ ...this.input, ...more }, this.edges);
  }

  isShown(peer: NodePeer): boolean {
    const { hidden, gateways } = this.input;
    const namespace = namespaceOf(peer);
    return (
      namespace === undefined ||
      !hidden.has(namespace) ||
      (peer.type === 'workload' &&
        gateways?.has(workloadKey(peer.workload)) === true)
    );
  }

  idOf(peer: NodePeer): string {
    return nodeId(this.input.cluster, peer);
  }

  edge({ source, target, traffic }: GraphEdge): TopologyEdge {
    const from = this.idOf(source);
    const to = this.idOf(target);
    const windowSeconds = traffic.windowSeconds ?? this.windowSeconds;
    return {
      id: edgeId(from, to),
      source: from,
      target: to,
      protocol: traffic.protocol,
      ...(traffic.mtls && { mtls: traffic.mtls }),
      ...(traffic.mtlsShare !== undefined && { mtlsShare: traffic.mtlsShare }),
      ...(traffic.clientIdentity && { clientIdentity: traffic.clientIdentity }),
      ...(traffic.serverIdentity && { serverIdentity: traffic.serverIdentity }),
      stats: trafficStats(
        {
          ...traffic,
          latency: traffic.latency ?? this.buckets.get(this.edgeKey(traffic)),
        },
        windowSeconds,
      ),
      ...(traffic.deniedAmong && {
        deniedAmongPerSecond: traffic.deniedAmong / windowSeconds,
      }),
      countedBy: traffic.countedBy,
    };
  }

  node(peer: NodePeer): TopologyNode {
    const common = { id: this.idOf(peer), entityRefs: [], stats: {} };
    const { cluster } = this.input;
    switch (peer.type) {
      case 'workload':
        return this.workload(peer.workload);
      case 'service':
        return {
          ...common,
          type: 'service',
          cluster: peer.meshCluster ?? cluster,
          namespace: peer.namespace,
          kind: 'Service',
          name: peer.name,
        };
      case 'external':
        return {
          ...common,
          type: 'external',
          cluster,
          kind: 'External',
          name: peer.host,
          ...(peer.identity && { meshIdentity: peer.identity }),
        };
      default:
        return {
          ...common,
          type: 'unmeshed',
          cluster,
          namespace: peer.namespace,
          kind: 'Unmeshed',
          name: 'unmeshed',
        };
    }
  }

  /** Of a workload in another cluster, no more than its name: its own cluster knows the rest. */
  workload(ref: WorkloadRef): TopologyNode {
    const { cluster, snapshot } = this.input;
    if (ref.cluster !== cluster) {
      return bareNode(ref);
    }
    const traffic = this.inbound.get(workloadKey(ref));
    const errors = this.errors(ref);
    const versionSince = snapshot.workload(ref)?.versionSince;
    return {
      id: workloadNodeId(ref),
      type: 'workload',
      cluster: ref.cluster,
      namespace: ref.namespace,
      kind: ref.kind,
      name: ref.name,
      meshed: this.meshed(ref),
      entityRefs: [],
      stats: trafficStats(
        { ...traffic, latency: this.buckets.get(workloadKey(ref)) },
        this.windowSeconds,
      ),
      ...(traffic?.mtls && { mtls: traffic.mtls }),
      ...(errors.length > 0 && { errors }),
      ...(versionSince && { versionSince }),
    };
  }

  errors(ref: WorkloadRef): ContainerError[] {
    return this.input.snapshot.podsOf(ref).flatMap(({ errors }) => errors);
  }

  isMeshed(pod: InventoryPod): boolean {
    return this.input.mesh?.isMeshed(pod) ?? false;
  }

  private meshed(ref: WorkloadRef): MeshedPods {
    const pods = this.input.snapshot
      .podsOf(ref)
      .filter(({ phase }) => phase === 'Running' || phase === 'Pending');
    return {
      running: pods.filter(pod => this.isMeshed(pod)).length,
      total: pods.length,
    };
  }

  private edgeKey({ source, target }: EdgeTraffic): string {
    const from = nodePeer(source, target);
    const to = nodePeer(target, target);
    return `${from ? this.idOf(from) : ''}>${to ? this.idOf(to) : ''}`;
  }
}

/** What workloads were asked for, by their keys: looked up by many, and made once for an answer of the mesh. */
const inboundByAnswer = new WeakMap<
  MeshTraffic,
  ReadonlyMap<string, WorkloadTraffic>
>();

function inboundOf(
  counts: MeshTraffic | undefined,
): ReadonlyMap<string, WorkloadTraffic> {
  if (!counts) {
    return new Map();
  }
  const known = inboundByAnswer.get(counts);
  if (known) {
    return known;
  }
  const made = new Map(
    counts.workloads.map(row => [workloadKey(row.workload), row]),
  );
  inboundByAnswer.set(counts, made);
  return made;
}

/** The peer that a node stands for: pods of a workload are one node, callers without a name one per namespace. */
function nodePeer(peer: MeshPeer, target: MeshPeer): NodePeer | undefined {
  if (peer.type === 'workload') {
    return { type: 'workload', workload: peer.workload };
  }
  if (peer.type !== 'unmeshed') {
    return peer;
  }
  const namespace =
    target.type === 'unmeshed' ? undefined : namespaceOf(target);
  return namespace === undefined ? undefined : { type: 'unmeshed', namespace };
}

function namespaceOf(peer: NodePeer): string | undefined {
  switch (peer.type) {
    case 'workload':
      return peer.workload.namespace;
    case 'external':
      return undefined;
    default:
      return peer.namespace;
  }
}
