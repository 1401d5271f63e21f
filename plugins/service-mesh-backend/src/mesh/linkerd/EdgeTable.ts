import { workloadKey } from '@backstage-mesh/plugin-service-mesh-common';
import {
  MeshPeer,
  RequestIncrease,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Flow } from './Flow';

/**
 * A string that is equal for equal peers.
 *
 * @internal
 */
export function peerKey(peer: MeshPeer): string {
  switch (peer.type) {
    case 'workload':
      return `w:${workloadKey(peer.workload)}:${peer.pod ?? ''}`;
    case 'service':
      return `s:${peer.meshCluster ?? ''}:${peer.namespace}/${peer.name}`;
    case 'external':
      return `e:${peer.identity ?? ''}:${peer.host}`;
    default:
      return 'u';
  }
}

/** @internal */
export interface Edge {
  source: MeshPeer;
  target: MeshPeer;
  flow: Flow;
  countedBy: 'source' | 'target';
  clientIdentity?: string;
  /** Refused calls of one of several sources with this identity. */
  deniedAmong?: number;
  /** Of the failures: attempts that ran into a time limit. */
  timeouts?: number;
  /** What the caller got after retries. */
  calls?: RequestIncrease['calls'];
}

/**
 * Numbers of peers: the same for equal ones. What was looked up once is known by its object, as the same few come in every row.
 */
class PeerNumbers {
  private readonly byKey = new Map<string, number>();
  private readonly byPeer = new Map<MeshPeer, number>();

  of(peer: MeshPeer): number {
    const known = this.byPeer.get(peer);
    if (known !== undefined) {
      return known;
    }
    const key = peerKey(peer);
    const number = this.byKey.get(key) ?? this.byKey.size;
    this.byKey.set(key, number);
    this.byPeer.set(peer, number);
    return number;
  }
}

/**
 * Edges by their two ends.
 *
 * @internal
 */
export class EdgeTable {
  private readonly numbers = new PeerNumbers();
  private readonly edges: Edge[] = [];
  private readonly bySource = new Map<number, Map<number, Edge>>();
  private readonly byTarget = new Map<number, Edge[]>();

  /** The edge, which is made where there is none. */
  edge(source: MeshPeer, target: MeshPeer, countedBy: Edge['countedBy']): Edge {
    const from = this.numbers.of(source);
    const to = this.numbers.of(target);
    let targets = this.bySource.get(from);
    if (!targets) {
      targets = new Map();
      this.bySource.set(from, targets);
    }
    const known = targets.get(to);
    if (known) {
      return known;
    }
    const edge: Edge = { source, target, flow: new Flow(), countedBy };
    this.edges.push(edge);
    targets.set(to, edge);
    const siblings = this.byTarget.get(to);
    if (siblings) {
      siblings.push(edge);
    } else {
      this.byTarget.set(to, [edge]);
    }
    return edge;
  }

  /** Edges to a peer. */
  to(target: MeshPeer): readonly Edge[] {
    return [...(this.byTarget.get(this.numbers.of(target)) ?? [])];
  }

  all(): readonly Edge[] {
    return [...this.edges];
  }
}
